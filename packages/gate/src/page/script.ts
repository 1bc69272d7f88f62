/**
 * What the page does where scripts run: keeps the expectation current, shows it in the reader's zone, asks
 * with jitter whether the service is back, and goes back only once an answer says so that is neither a
 * refusal nor an error. What was sent is never sent again by itself.
 */
export const pageScript = `
(() => {
  const main = document.querySelector('main');
  const { words, language, retryAt, now, again } = JSON.parse(main.dataset.page);
  const find = (name) => main.querySelector('.' + name);
  const [expected, at, said] = ['expected', 'at', 'said'].map(find);
  const time = at.querySelector('time');
  // The reader's own way to write dates, where it is of the page's language.
  const [tongue] = language.split('-');
  const isOwn = (tag) => /^[a-z]+(-[a-z0-9]+)*$/i.test(tag) && tag.split('-')[0] === tongue;
  const own = navigator.languages.find(isOwn) ?? language;
  const zoned = new Intl.DateTimeFormat(own, {
    weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit',
    timeZoneName: 'short',
  });
  let end = retryAt;
  // A reader's clock may be wrong; a page may have been made a moment ago.
  let offset = Math.abs(Date.now() - now) > 120000 ? now - Date.now() : 0;
  let isBack = false;

  const about = (left) => {
    const minutes = Math.ceil(left / 60000);
    if (minutes <= 10) return ['minute', minutes];
    if (minutes <= 90) return ['minute', Math.ceil(minutes / 5) * 5];
    const hours = left / 3600000;
    return hours <= 36 ? ['hour', Math.ceil(hours)] : ['day', Math.ceil(hours / 24)];
  };
  const expectation = (left) => {
    if (left <= 0) return words.late;
    if (left < 60000) return words.soon;
    const [unit, amount] = about(left);
    return words.expected
      .replace('{length}', new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
        .format(amount))
      .replace('{in}', new Intl.RelativeTimeFormat(language).format(amount, unit));
  };
  const left = () => end - Date.now() - offset;
  const put = (place, text) => {
    if (place.textContent !== text) place.textContent = text;
  };
  const show = () => {
    if (isBack) return;
    put(expected, end === null ? words.unknown : expectation(left()));
    at.hidden = end === null || left() <= 0;
    if (end === null) return;
    time.dateTime = new Date(end).toISOString();
    put(time, zoned.format(end));
  };

  const goBack = () => {
    isBack = true;
    put(said, again ? words.back : words.back + ' ' + words.unsent);
    expected.hidden = at.hidden = true;
    if (again) location.reload();
    else find('unsent').hidden = true;
  };
  const ask = async () => {
    const answer = await fetch(location.href, {
      method: 'HEAD', cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(10000),
      headers: { accept: 'application/problem+json' },
    });
    const state = answer.headers.get('lull-state') ?? '';
    if (!/^(closed|read-only|partial|opening)/.test(state)) {
      if (answer.status < 500) goBack();
      return;
    }
    const date = Date.parse(answer.headers.get('date'));
    if (date) offset = Math.abs(date - Date.now()) > 2000 ? date - Date.now() : 0;
    const until = Date.parse(/until=([^;]*)/.exec(state)?.[1]);
    end = Number.isNaN(until) ? null : until;
    show();
  };
  const askAgain = async () => {
    if (!document.hidden) await ask().catch(() => {});
    if (!isBack) wait();
  };
  let waiting;
  const wait = (most = Math.min(60000, Math.max(10000, end === null ? 20000 : left() / 10))) => {
    clearTimeout(waiting);
    waiting = setTimeout(askAgain, most * (0.5 + Math.random() / 2));
  };

  show();
  setInterval(show, 5000);
  wait();
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !isBack) wait(2000);
  });
})();
`;

/** SHA-256 of the script, base64, for `Content-Security-Policy`. A test holds it against the text. */
export const pageScriptHash = '/67QAm6Pi5O41tyhZ5R/C/Rwx7n1TrSvD9rZKJvgWh4=';
