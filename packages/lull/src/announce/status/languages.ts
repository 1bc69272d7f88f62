import { localeOf } from '@lull/gate/page';
import { html } from 'hono/html';
import { placeOf, relative } from '../public/places.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';
import { serviceDocument, statusDocument } from './addresses.ts';
import type { Html, Scene } from './scene.ts';

/** Links to the same page in every other language. */
export function languageLinks(scene: Scene): Html {
  const { words, languages } = scene;
  if (languages.length < 2) return '';
  return html`<nav aria-label="${say(words, 'page.languages')}"><ul>${languages.map((each) => {
    const locale = localeOf(each.language);
    const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
    if (each.language === words.language) return html`\n<li aria-current="true">${name}</li>`;
    return html`\n<li><a href="${addressIn(scene, each)}" hreflang="${locale}" lang="${locale}">${name}</a></li>`;
  })}
</ul></nav>`;
}

function addressIn({ asFile = false, languages, place, service, zone }: Scene, { language }: Words): string {
  if (asFile) {
    const folder = language === languages[0]!.language ? null : language;
    const document = service === null ? statusDocument : serviceDocument;
    return relative(place, placeOf(document, service?.name ?? null, { asFile, language: folder }));
  }
  const query = new URLSearchParams({ language });
  if (zone !== null) query.set('zone', zone);
  return `?${query}`;
}
