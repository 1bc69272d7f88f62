export { chooseForm, type Form, type Reader } from './form.ts';
export { chooseLanguage, directionOf, localeOf, weighted } from './language.ts';
export { admittedState, lullState, STATE_HEADER, type StateWord } from './lull-state.ts';
export {
  corsHeaders,
  type PageOptions,
  type Refused,
  type Refusing,
  refusal,
  type Variant,
  variantFor,
  writeRefusal,
} from './refusal.ts';
export { ownWords, readWords, type Told, type Words } from './words.ts';
