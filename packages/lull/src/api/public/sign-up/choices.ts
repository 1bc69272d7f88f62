import { localeOf } from '@lull/gate/page';
import { html } from 'hono/html';
import type { ChoosableService } from '../../../announce/audience/choose.ts';
import type { Choices } from '../../../announce/audience/rows.ts';
import { type OptionalKind, optionalKinds } from '../../../announce/contract.ts';
import { type Html, type Look, text } from './layout.ts';

/** What the fields of somebody's choices are made from. */
export interface ChoicesView {
  readonly services: readonly ChoosableService[];
  /** Whether all services can be chosen at once, also those that come later. */
  readonly mayAll: boolean;
  readonly languages: readonly string[];
  readonly chosen: Choices;
}

/** Every zone that the runtime knows, and UTC, which it leaves out. */
const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].sort();

/**
 * The fields of what one hears of and how: the same to sign up and to change it.
 *
 * @example choicesFields(look, { services, mayAll: true, languages: ['en', 'de'], chosen: usualChoices })
 */
export function choicesFields(look: Look, view: ChoicesView): Html {
  return html`${servicesField(look, view)}
<fieldset>
<legend>${text(look, 'signUp.kinds')}</legend>
${optionalKinds.map((kind) => kindField(look, kind, view.chosen))}
<p class="hint">${text(look, 'signUp.kindsHint')}</p>
</fieldset>
<div class="field">
<label for="language">${text(look, 'signUp.language')}</label>
<select id="language" name="language">${view.languages.map((tag) => languageOption(tag, view.chosen))}</select>
</div>
<div class="field">
<label for="zone">${text(look, 'signUp.zone')}</label>
<select id="zone" name="zone" autocomplete="off">
<option value="">${text(look, 'signUp.zoneOwn')}</option>
${zones.map((zone) => option(zone, zone.replaceAll('_', ' '), zone === view.chosen.zone))}
</select>
</div>`;
}

function servicesField(look: Look, { services, mayAll, chosen }: ChoicesView): Html | '' {
  if (services.length === 0) return html`<input type="hidden" name="scope" value="all">`;
  const isAll = mayAll && chosen.services === null;
  const boxes = services.map(({ name, title }) => {
    const isChosen = chosen.services?.includes(name) ?? !mayAll;
    return html`<label class="choice"><input type="checkbox" name="service" value="${name}"${
      isChosen ? html` checked` : ''
    }> <span>${title}</span></label>`;
  });
  const scope = (value: string, label: string, isChosen: boolean): Html =>
    html`<label class="choice"><input type="radio" name="scope" value="${value}"${
      isChosen ? html` checked` : ''
    }> <span>${label}</span></label>`;
  return html`<fieldset>
<legend>${text(look, 'signUp.services')}</legend>
${
  mayAll
    ? html`${scope('all', text(look, 'signUp.all'), isAll)}
${scope('some', text(look, 'signUp.some'), !isAll)}
<div class="several">${boxes}</div>`
    : html`<input type="hidden" name="scope" value="some">${boxes}`
}
</fieldset>`;
}

function kindField(look: Look, kind: OptionalKind, { kinds }: Choices): Html {
  const isChosen = kinds?.includes(kind) ?? true;
  return html`<label class="choice"><input type="checkbox" name="kind" value="${kind}"${
    isChosen ? html` checked` : ''
  }> <span>${text(look, `wanted.${kind}`)}</span></label>`;
}

/** A language is called as it calls itself. */
function languageOption(tag: string, { language }: Choices): Html {
  const locale = localeOf(tag);
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? tag;
  return option(tag, name.charAt(0).toLocaleUpperCase(locale) + name.slice(1), tag === language);
}

function option(value: string, label: string, isChosen: boolean): Html {
  return html`<option value="${value}"${isChosen ? html` selected` : ''}>${label}</option>`;
}
