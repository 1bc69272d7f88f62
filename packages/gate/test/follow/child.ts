import { followGate } from '../../src/follow/index.ts';

// A gate in a process of its own, to be killed.
await followGate(JSON.parse(process.argv[2] ?? ''));
