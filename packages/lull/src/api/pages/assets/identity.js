// What the identity pages do in the browser. No library: passkeys speak JSON in today's browsers.

const one = (id) => document.getElementById(id);
const said = one('said');

/** Sends JSON and gives the answer's; a refusal becomes an Error with what it says and what to do. */
async function call(method, path, body) {
  const answer = await fetch(`/api/auth${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const read = await answer.json().catch(() => ({}));
  if (answer.ok) return read;
  const told = [read.detail ?? read.message ?? read.error_description, read.todo].filter(Boolean);
  throw new Error(told.join(' ') || `The server answered with ${answer.status}.`);
}

const get = (path) => call('GET', path);
const post = (path, body) => call('POST', path, body);

/** Runs what a click asked for: nothing can be clicked meanwhile, and what goes wrong is said. */
async function run(work) {
  const buttons = [...document.querySelectorAll('button:not(:disabled)')];
  said.textContent = '';
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } catch (error) {
    said.textContent =
      error.name === 'NotAllowedError' ? 'The passkey was not used. Try again.' : error.message;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

const onClick = (id, work) => one(id)?.addEventListener('click', () => run(work));

function onSubmit(id, work) {
  one(id)?.addEventListener('submit', (event) => {
    event.preventDefault();
    const empty = [...event.target.elements].find((input) => input.required && input.value === '');
    if (empty) empty.focus();
    else run(() => work(Object.fromEntries(new FormData(event.target))));
  });
}

function needPasskeys() {
  if (globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  throw new Error('This browser cannot use passkeys here. They need a current browser and https.');
}

async function makePasskey() {
  needPasskeys();
  const options = await get('/passkey/generate-register-options');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const made = await navigator.credentials.create({ publicKey });
  await post('/passkey/verify-registration', { response: made.toJSON(), name: passkeyName() });
}

function passkeyName() {
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(navigator.userAgent)?.[0] ?? 'browser';
  return `${system}, ${new Date().toISOString().slice(0, 10)}`;
}

const pages = {
  login() {
    const { next } = one('password-form').dataset;
    const enter = () => location.assign(next);
    onSubmit('password-form', async ({ email, password }) => {
      await post('/sign-in/email', { email, password });
      enter();
    });
    onClick('passkey', async () => {
      needPasskeys();
      const options = await get('/passkey/generate-authenticate-options');
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      const used = await navigator.credentials.get({ publicKey });
      await post('/passkey/verify-authentication', { response: used.toJSON() });
      enter();
    });
    onClick('provider', async () => {
      const { url } = await post('/sign-in/social', { provider: 'oidc', callbackURL: next });
      location.assign(url);
    });
  },

  async claim() {
    const token = location.hash.slice(1);
    const leads = {
      owner: 'You are the first here: this makes you the owner of this server.',
      member: 'You were invited. Choose how you will sign in.',
      password: 'Choose a new password. You are signed out everywhere else.',
    };
    const done = (next) => {
      history.replaceState(null, '', '/claim');
      location.assign(next);
    };
    onSubmit('claim-form', async ({ email, name, password }) => {
      const claimed = await post('/link/password', { token, email, name, password });
      await post('/sign-in/email', { email: claimed.email, password });
      done('/console');
    });
    let begun = false;
    onClick('passkey', async () => {
      needPasskeys();
      const { email, name } = Object.fromEntries(new FormData(one('claim-form')));
      if (!begun) await post('/link/begin', { token, email, name });
      begun = true;
      await makePasskey();
      await post('/link/finish', { token });
      done('/console');
    });
    await run(async () => {
      const { kind, email } = await post('/link/look', { token }).catch((error) => {
        one('lead').hidden = true;
        throw error;
      });
      one('lead').textContent = leads[kind];
      one('name-field').hidden = kind === 'password';
      one('passkey-choice').hidden = kind === 'password';
      one('email').value = email ?? '';
      one('email').readOnly = email !== null;
      one('claim-form').hidden = false;
    });
  },

  device() {
    let userCode;
    const end = (text) => {
      one('decision').hidden = true;
      one('said').textContent = text;
    };
    onSubmit('code-form', async ({ code }) => {
      userCode = code.trim();
      const { status, scope } = await get(`/device?${new URLSearchParams({ user_code: userCode })}`);
      if (status !== 'pending') throw new Error('That code was used already. Start again in your terminal.');
      one('machine').textContent = scope?.slice(0, 60) || 'a machine without a name';
      one('code-form').hidden = true;
      one('decision').hidden = false;
    });
    onClick('approve', async () => {
      await post('/device/approve', { userCode });
      end('It is in. You can close this page and go on in your terminal.');
    });
    onClick('deny', async () => {
      await post('/device/deny', { userCode });
      end('It was not let in.');
    });
  },

  async account() {
    const row = (text, label, work) => {
      const item = document.createElement('li');
      const remove = document.createElement('button');
      item.append(text, remove);
      remove.textContent = label;
      remove.setAttribute('aria-label', `${label}: ${text}`);
      remove.addEventListener('click', () => run(work));
      return item;
    };
    const show = async () => {
      const passkeys = await get('/passkey/list-user-passkeys');
      one('passkeys').replaceChildren(
        ...passkeys.map(({ id, name }) =>
          row(name || 'A passkey', 'Remove', () => post('/passkey/delete-passkey', { id }).then(show)),
        ),
      );
      const sessions = await get('/sessions');
      one('sessions').replaceChildren(
        ...sessions.map(({ id, from, since, current }) =>
          row(`${from ?? 'Somewhere'}, since ${since}${current ? ' (here)' : ''}`, 'End', async () => {
            await post('/sessions/end', { id });
            if (current) location.assign('/login');
            else await show();
          }),
        ),
      );
    };
    onClick('add-passkey', () => makePasskey().then(show));
    onClick('sign-out', () => post('/sign-out', {}).then(() => location.assign('/login')));
    onSubmit('change-password', async ({ current, new: chosen }) => {
      const change = { currentPassword: current, newPassword: chosen, revokeOtherSessions: true };
      await post('/change-password', change);
      one('change-password').reset();
      await show();
      one('said').textContent = 'The password was changed.';
    });
    await run(show);
  },
};

// Until now a form would have been sent as it is: nothing could be clicked.
for (const button of document.querySelectorAll('button')) button.disabled = false;
await pages[document.querySelector('main').dataset.page]();
