import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const guide = readFileSync(join(import.meta.dirname, '../../../../../docs/steps.md'), 'utf8');
const blocks = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
const isTargets = (text: string): boolean => /kind: (?:sql|http|tcp)/.test(text);

/** The targets.yaml of docs/steps.md. */
export const guideTargets = blocks.filter(isTargets);

/** Its step files; steps alone are what stands under `steps` in one. */
export const guideSteps = blocks
  .filter((text) => !isTargets(text))
  .map((text) => (text.startsWith('- ') ? `steps:\n${text}` : text));

/** What its steps name beside them. */
export const besideGuide = {
  'targets.yaml': `shop: { kind: http, url: "http://127.0.0.1:8080" }
shop-db: { kind: sql, url: { variable: SHOP_DB } }
`,
  'install.sh': '',
  'move.sh': '',
  'lib/common.sh': '',
};
