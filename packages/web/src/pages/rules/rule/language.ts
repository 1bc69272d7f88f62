/**
 * The languages that rules are said in: those of the console. Here by themselves, so that nothing of a page
 * is needed.
 */
export type Language = 'en' | 'de';
