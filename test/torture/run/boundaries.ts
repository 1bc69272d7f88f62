/** What a server writes while work is under way, as `kill-at.ts` names the transactions. */
const transactions = [
  ...['warned', 'draining', 'closed', 'step-started', 'step-ended', 'verifying', 'opening', 'completed'],
  ...['turn-back-due', 'extended', 'turning-back', 'aborted', 'failed'],
].map((kind) => `downtime.${kind}`);

const orders = ['forward', 'verify', 'watch', 'rest', 'back', 'ended'].map((goal) => `the goal ${goal}`);

/** Lines of a runner's journal. */
const lines = ['part', 'goal', 'started', 'mark', 'acted', 'ended', 'asks', 'through', 'stuck', 'rests'];

const edgesOf = (tags: readonly string[], edges: readonly string[]): string[] =>
  tags.flatMap((tag) => edges.map((edge) => `${edge} ${tag}`));

const ofRunner = edgesOf(
  lines.map((line) => `journal ${line}`),
  ['before', 'half of', 'after'],
);

const ofServer = edgesOf(
  [...transactions, ...orders, 'run.asks', 'run.answered', 'a run is made', 'a report', 'a document'],
  ['before', 'after'],
);

/**
 * Every boundary that a process has, as it is wanted.
 *
 * @param runsSteps whether the server runs the steps itself
 */
export function boundariesOf(kind: 'server' | 'agent', runsSteps: boolean): readonly string[] {
  if (kind === 'agent') return ofRunner;
  return runsSteps ? [...ofServer, ...ofRunner] : ofServer;
}
