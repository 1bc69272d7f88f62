/** What has no look of its own and yet a use: between letters of scripts that join, and in emoji. */
const joining = '\\p{Lo}\\p{M}\\p{Extended_Pictographic}';
const joiner = new RegExp(`(?<=[${joining}\\p{Emoji_Modifier}])[\\u200c\\u200d](?=[${joining}])`, 'gu');
const picture = /(?<=[\p{Extended_Pictographic}\d#*])(?:\ufe0e|\ufe0f)/gu;

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Whether a text has characters that a reader doesn't see or that change the order in which it is read:
 * control and format characters, reversals, fillers, tags, lone surrogates. Such text can pass for another.
 *
 * @example hidden('shop\u202e') === true
 */
export function hidden(text: string): boolean {
  return unseen.test(text.replaceAll(joiner, '').replaceAll(picture, ''));
}
