import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cliReference } from './generate/cli-reference.ts';
import { configSchema } from './generate/config-schema.ts';
import { errorReference } from './generate/error-reference.ts';
import { openapi } from './generate/openapi.ts';
import { apiGuide } from './generate/openapi-guide.ts';
import { settingsPage } from './generate/settings-reference.ts';
import { stepsSchema, targetsSchema } from './generate/steps-schema.ts';
import { webEndpoints } from './generate/web-endpoints.ts';
import { wordsPage } from './generate/words-page.ts';

// Writes the committed files that are made from the code; with --check says which of them have drifted.
const root = resolve(import.meta.dirname, '..');
const generated: Record<string, () => string | Promise<string>> = {
  'docs/api.md': apiGuide,
  'docs/cli.md': cliReference,
  'docs/errors.md': errorReference,
  'docs/operate.md': settingsPage,
  'docs/words.md': wordsPage,
  'packages/lull/openapi.json': openapi,
  'packages/lull/schema/lull.schema.json': configSchema,
  'packages/lull/schema/steps.schema.json': stepsSchema,
  'packages/lull/schema/targets.schema.json': targetsSchema,
  'packages/web/src/api/contract.ts': webEndpoints,
};

const check = process.argv.includes('--check');
const drifted: string[] = [];
for (const [name, make] of Object.entries(generated)) {
  const path = resolve(root, name);
  const content = await make();
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } else if (read(path) !== content) drifted.push(name);
}
if (drifted.length > 0) {
  console.error(
    `These files don't match the code they are made from: ${drifted.join(', ')}. Run npm run generate.`,
  );
  process.exit(1);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
