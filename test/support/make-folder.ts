import { migrateLibrary } from '../../packages/lull/src/access/library.ts';
import { openStore } from '../../packages/lull/src/store/open.ts';

const [folder] = process.argv.slice(2);
await (await openStore({ folder, libraries: [migrateLibrary] })).close();
