// Shows on a site's own pages what maintenance is coming or under way:
//   <script src="https://status.example.com/banner.js" data-service="shop" defer></script>
// data-service   names of services, with commas between them; all when left out
// data-from      how long before its start one is shown, as ISO 8601 writes it: P3D
// data-position  top or bottom: bottom
// data-language  such as fr-CA; the page's own when left out
// data-url       where the status page is, when this file comes from elsewhere
(() => {
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const KEY = 'lull-banner';

  function lengthOf(text) {
    const parts = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text);
    if (parts === null) throw new Error(`data-from: "${text}" is not a length such as P3D or PT12H`);
    const [weeks, days, hours, minutes] = parts.slice(1).map((part) => Number(part ?? 0));
    return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * MINUTE;
  }

  function start(script) {
    const { service = '', from = 'P3D', position, language, url = script.src } = script.dataset;
    const ahead = lengthOf(from);
    const base = new URL(url.replace(/\/?(?:banner\.js.*)?$/, '/'), document.baseURI);
    const named = service.split(',').flatMap((name) => name.trim() || []);
    const asked = (named.length === 0 ? ['all'] : named).map(
      (name) => new URL(`banner/${encodeURIComponent(name)}.json`, base),
    );

    const element = (name, properties) => Object.assign(document.createElement(name), properties);
    const host = document.createElement('lull-banner');
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    root.adoptedStyleSheets = [sheet];
    const region = root.appendChild(element('section', { hidden: true }));
    const status = region.appendChild(element('p', { role: 'status' }));

    const nothing = { downtimes: [] };
    let answers = asked.map(() => nothing);
    let shown = null;
    let timer;
    let failures = 0;
    let askAt = 0;
    let isAsking = false;
    const gone = new Set();

    const nameOf = ({ id, revision }) => `${id}:${revision}`;
    const startOf = (one) => Date.parse(one.start);
    const endOf = (one) => Date.parse(one.end);
    const hasBegun = ({ state }) => state !== 'scheduled' && state !== 'warning';

    /** What was dismissed: here or, where the browser keeps it, on any page of the site. */
    function dismissed() {
      try {
        for (const one of JSON.parse(localStorage.getItem(KEY) ?? '[]')) gone.add(one);
      } catch {
        // Nothing may be kept: then it lasts as long as the page.
      }
      return gone;
    }

    function dismiss(one) {
      dismissed().add(one);
      try {
        localStorage.setItem(KEY, JSON.stringify([...gone].slice(-100)));
      } catch {
        // As above.
      }
    }

    /** All that is known, each once: what is under way, then what comes, by its start. */
    function downtimes() {
      const all = new Map(answers.flatMap((answer) => answer.downtimes).map((one) => [one.id, one]));
      return [...all.values()].sort((a, b) => hasBegun(b) - hasBegun(a) || startOf(a) - startOf(b));
    }

    /** The language as the reader's numbers and dates are written in, and the one of the words. */
    function languageOf(words) {
      const read = (language || document.documentElement.lang).replaceAll('_', '-');
      for (const tag of read ? [read] : navigator.languages) {
        for (const parts = tag.toLowerCase().split('-'); parts.length > 0; parts.pop()) {
          if (parts.join('-') in words) return [tag, parts.join('-')];
        }
      }
      const [first] = Object.keys(words);
      return [first, first];
    }

    function sentence(one, now, locale, words, effects) {
      const time = new Intl.DateTimeFormat(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: 'numeric',
        minute: '2-digit',
        timeZoneName: 'short',
      });
      const begun = hasBegun(one);
      const values = {
        time: begun ? time.format(endOf(one)) : time.formatRange(startOf(one), endOf(one)),
        effect: begun ? effects.now : effects.coming,
      };
      const text = !begun ? words.coming : now < endOf(one) ? words.running : words.late;
      // At once: a value that looks like the place of another stays what it is.
      return text.replace(/\{(time|effect)\}/g, (_, name) => values[name]);
    }

    function render() {
      const now = Date.now();
      const isDue = (one) => hasBegun(one) || (now >= startOf(one) - ahead && now < endOf(one));
      const one = downtimes().find((each) => isDue(each) && !dismissed().has(nameOf(each)));
      if (one === undefined) return hide();
      const { languages, colours } = answers.find((answer) => answer.languages);
      const [locale, spoken] = languageOf(languages);
      const text = sentence(one, now, locale, languages[spoken], one.texts[spoken]);
      if (!host.isConnected) document.body.append(host);
      // What says the same stays, and with it where the focus is.
      if (shown === nameOf(one) + one.title + text) return;
      shown = nameOf(one) + one.title + text;
      const { label, more, dismiss: away, dir } = languages[spoken];
      sheet.replaceSync(styles(colours));
      Object.assign(region, { ariaLabel: label, lang: spoken, dir, hidden: false });
      const link = element('a', { textContent: more, href: one.url, target: '_blank', rel: 'noopener' });
      const button = element('button', { type: 'button', textContent: '×', ariaLabel: away, title: away });
      button.addEventListener('click', () => {
        dismiss(nameOf(one));
        render();
      });
      region.replaceChildren(status, link, button);
      const title = element('b');
      title.append(element('bdi', { textContent: one.title }));
      status.replaceChildren(title, ' ', text);
    }

    function hide() {
      shown = null;
      region.hidden = true;
      status.replaceChildren();
    }

    function styles({ ground, text }) {
      const inset = position === 'top' ? '0 0 auto' : 'auto 0 0';
      return `
        :host { all: initial !important; display: block !important; position: fixed !important;
          inset: ${inset} !important; z-index: 2147483647 !important }
        @media print { :host { display: none !important } }
        section { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1em; box-sizing: border-box;
          max-height: 50vh; overflow: auto; padding: .25em 1em max(.25em, env(safe-area-inset-bottom));
          border: solid transparent; border-width: 1px 0; background: ${ground}; color: ${text};
          font: medium/1.4 system-ui, sans-serif }
        section[hidden] { display: none }
        p { flex: 1 1 16em; margin: .5em 0; overflow-wrap: anywhere }
        a, button { display: flex; align-items: center; justify-content: center; min-height: 2.75em;
          min-width: 2.75em; border: 0; background: none; color: inherit; font: inherit; cursor: pointer }
        :focus-visible { outline: 3px solid; outline-offset: -3px }`;
    }

    /** The next instant at which something else is to be shown. */
    function nextInstant() {
      const instants = downtimes().flatMap((one) => [startOf(one) - ahead, startOf(one), endOf(one)]);
      return Math.min(...instants.filter((instant) => instant > Date.now()));
    }

    async function load(address, signal) {
      const response = await fetch(address, { credentials: 'omit', signal });
      // The service is gone, or public no more.
      if ([403, 404, 410].includes(response.status)) return nothing;
      const answer = await response.json();
      if (answer.v !== 1) throw new Error(`${address} is of another version`);
      return answer;
    }

    async function ask() {
      isAsking = true;
      const signal = AbortSignal.timeout(10 * SECOND);
      const loaded = await Promise.allSettled(asked.map((address) => load(address, signal)));
      // What does not answer stays as it was, and is in the way of no other.
      answers = loaded.map(({ value }, i) => value ?? answers[i]);
      failures = loaded.some(({ value }) => value) ? 0 : failures + 1;
      isAsking = false;
      const pause = Math.min(MINUTE * 2 ** failures, 15 * MINUTE) * (0.8 + 0.4 * Math.random());
      // Soon after an instant something is new; not everybody in the same moment.
      const soon = nextInstant() - Date.now() + SECOND + 5 * SECOND * Math.random();
      askAt = performance.now() + (failures === 0 ? Math.min(pause, soon) : pause);
    }

    async function go() {
      clearTimeout(timer);
      if (document.hidden || isAsking) return;
      if (performance.now() >= askAt) await ask();
      attempt(render);
      const wait = Math.min(askAt - performance.now(), nextInstant() - Date.now());
      timer = setTimeout(go, Math.max(wait, SECOND));
    }

    document.addEventListener('visibilitychange', go);
    addEventListener('storage', () => attempt(render));
    go();
  }

  /** Whatever goes wrong here is no error of the page that it happens on. */
  function attempt(work) {
    try {
      work();
    } catch (error) {
      // biome-ignore lint/suspicious/noConsole: the site's makers read it nowhere else.
      console.warn('banner.js:', error);
    }
  }

  const script = document.currentScript ?? document.querySelector('script[src*="banner.js"]');
  const once = Symbol.for('lull-banner');
  if (script === null || once in globalThis) return;
  globalThis[once] = true;
  const begin = () => attempt(() => start(script));
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', begin);
  else begin();
})();
