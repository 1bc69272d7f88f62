import { agentsNow } from '../../run/runs/agents.ts';
import { answerQuestion } from '../../run/runs/answer-question.ts';
import { lastLengths } from '../../run/runs/lengths.ts';
import { listRuns as list } from '../../run/runs/list-runs.ts';
import { readOutput } from '../../run/runs/read-output.ts';
import { readRun as read } from '../../run/runs/read-run.ts';
import { answer, answerPage, linkNext } from '../answer.ts';
import { answerRun, listRuns, listStepFiles, readRun, readRunOutput } from '../contract/runs.ts';
import type { Routes } from '../parts.ts';
import { streamOutput } from '../stream/output.ts';
import { answeredViewOf, answerersIn, printedOf, runViewOf } from '../views/run.ts';
import { stepFilesOf } from '../views/step-files.ts';
import { told } from '../views/times.ts';

/** The work itself: runs, what steps print and ask, and the step files that there are. */
export const runRoutes: Routes = (mount, parts) => {
  const { runs, access, viewer } = parts;

  mount(listRuns, async ({ c, actor }) => {
    const items = (await list(runs, actor)).map((run) => {
      return { ...run, services: [...run.services], madeAt: told(run.madeAt) };
    });
    return answer(c, listRuns, { items });
  });

  mount(readRun, async ({ c, actor, params }) => {
    const seen = await read(runs, actor, params.id);
    return answer(c, readRun, runViewOf(seen, await access.names.of(answerersIn(seen))));
  });

  mount(readRunOutput, async (call) => {
    const { c, actor, params, query } = call;
    const { run } = await read(runs, actor, params.id);
    const accept = c.req.method === 'GET' ? (c.req.header('accept') ?? '') : '';
    if (accept.includes('text/event-stream')) return streamOutput(call, parts, run.id);
    const all = await readOutput(runs.store.db, run.id, { ...query, limit: query.limit + 1 });
    const shown = all.slice(0, query.limit);
    const next = all.length > shown.length ? String(shown.at(-1)!.seq) : null;
    if (accept.includes('text/plain')) {
      linkNext(c, next);
      return c.text(shown.map(({ text }) => text).join(''));
    }
    return answerPage(c, readRunOutput, shown.map(printedOf), next);
  });

  mount(answerRun, async ({ c, actor, params, body, query }) => {
    const { why = null, ...said } = body;
    const answered = await answerQuestion(runs, actor, params.id, { ...said, why }, query);
    const viewing = await viewer.viewing(answerersIn(answered.seen));
    return answer(c, answerRun, answeredViewOf(answered, viewing));
  });

  mount(listStepFiles, async ({ c }) => {
    const { db } = runs.store;
    const agents = [...(await agentsNow(db, await runs.now())).values()];
    const files = agents.flatMap(({ name, files: found }) =>
      found.map((file) => ({ agent: name === '' ? null : name, file })),
    );
    const lengths = await lastLengths(db, files);
    return answer(c, listStepFiles, { items: agents.flatMap((agent) => stepFilesOf(agent, lengths)) });
  });
};
