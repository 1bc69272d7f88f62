import { html } from 'hono/html';
import { say } from '../words/say.ts';
import type { Html, Scene } from './scene.ts';

/** Every zone that a reader can choose, by name. */
const zones: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].sort();

/**
 * The choice of the zone in which times are told. A file can't answer it, so it has none; without scripts it
 * works as it is, with them the device's own zone is one click.
 */
export function zoneForm({ words, zone, asFile }: Scene): Html {
  if (asFile) return '';
  // Their end tags are left out, as HTML allows: there are hundreds of them.
  const options = zones.map((name) => html`\n<option${name === zone ? ' selected' : ''}>${name}`);
  const other = zone !== null && !zones.includes(zone) ? html`\n<option selected>${zone}` : '';
  return html`<form class="zone" method="get">
<input type="hidden" name="language" value="${words.language}">
<label for="zone">${say(words, 'page.zone')}</label>
<select id="zone" name="zone">
<option value="">${say(words, 'page.zoneOwn')}${other}${options}
</select>
<button>${say(words, 'page.zoneShow')}</button>
<button type="button" id="zone-here" hidden>${say(words, 'page.zoneHere')}</button>
</form>`;
}
