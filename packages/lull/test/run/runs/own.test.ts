import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunStepView } from '../../../src/api/contract/runs.ts';
import { isEnd } from '../../../src/downtime/states.ts';
import { describeEngines } from '../../store/engines.ts';
import { type OwnSteps, ownSteps } from './own.ts';

const good = `
parameters:
  what: { pattern: '[a-z]+' }
steps:
  - name: dump
    command: [sh, -c, 'echo "dumps $1"; touch $DIR/dumped', sh, '\${what}']
    rollback: { command: [rm, $DIR/dumped] }
  - name: load
    command: [sh, -c, 'echo loads >&2; touch $DIR/loaded']
    rollback: { command: [rm, $DIR/loaded] }
verify:
  - name: check
    command: [test, -f, $DIR/loaded]
`;

const bad = `
steps:
  - name: dump
    command: [touch, $DIR/dumped]
    rollback: { command: [rm, $DIR/dumped] }
  - name: load
    command: [sh, -c, 'echo half >$DIR/loaded; exit 3']
    rollback: { command: [rm, -f, $DIR/loaded] }
`;

const asking = `
steps:
  - name: go ahead
    confirm: Cut the old one off?
    timeLimit: 10m
  - name: cut
    command: [touch, $DIR/cut]
`;

describeEngines('steps that the server runs itself', (open) => {
  const story = async (tell: (own: OwnSteps) => Promise<void>): Promise<void> => {
    const own = await ownSteps(await open());
    try {
      await tell(own);
      expect(own.server.unforeseen).toEqual([]);
    } finally {
      await own.stop();
    }
  };

  it('are run, checked, and told with what they print', () =>
    story(async (own) => {
      own.write('move', good);
      await own.startRunner('move');
      const id = await own.schedule(['move'], { what: 'orders' });
      const [downtime, run] = await own.until(id, ({ state }) => isEnd(state));
      expect([downtime.state, run.state]).toEqual(['completed', 'completed']);
      expect([existsSync(join(own.folder, 'dumped')), existsSync(join(own.folder, 'loaded'))]).toEqual([
        true,
        true,
      ]);

      const { owner } = own.server;
      const { json } = await owner(`downtimes/${id}/run`);
      const steps = json.parts[0].steps.map(({ phase, name, attempts }: RunStepView) => [
        phase,
        name,
        attempts[0]!.outcome,
      ]);
      expect(steps).toEqual([
        ['forward', 'dump', 'done'],
        ['forward', 'load', 'done'],
        ['verify', 'check', 'done'],
      ]);
      const page = await owner(`downtimes/${id}/run/output?limit=1`);
      expect(page.json.items).toMatchObject([{ stream: 'out', text: 'dumps orders\n', place: 0 }]);
      expect(page.json.next).not.toBeNull();
      const text = await owner.raw({
        ...{ method: 'GET', path: `/api/v1/downtimes/${id}/run/output?place=1`, body: null },
        headers: { accept: 'text/plain' },
      });
      expect([text.text, text.headers.get('link')]).toEqual(['loads\n', null]);
      const first = await owner.raw({
        ...{ method: 'GET', path: `/api/v1/downtimes/${id}/run/output?limit=1`, body: null },
        headers: { accept: 'text/plain' },
      });
      const link = `</api/v1/downtimes/${id}/run/output?limit=1&after=${page.json.next}>; rel="next"`;
      expect([first.text, first.headers.get('link')]).toEqual(['dumps orders\n', link]);
      const far = await owner(`downtimes/${id}/run/output?after=999999999999`);
      expect(far.json.items).toEqual([]);
      const files = (await owner('step-files')).json.items;
      expect(files).toMatchObject([{ agent: null, name: 'move', isThere: true, parameters: { what: {} } }]);
      expect(files[0].steps[0].usually).toMatch(/^PT/);
    }));

  it('are undone when one of them fails', () =>
    story(async (own) => {
      own.write('move', bad);
      await own.startRunner('move');
      const id = await own.schedule(['move']);
      const [downtime, run] = await own.until(id, ({ state }) => isEnd(state));
      expect([downtime.state, run.state]).toEqual(['aborted', 'turned-back']);
      expect(downtime.turningBack?.why).toContain('load');
      expect([existsSync(join(own.folder, 'dumped')), existsSync(join(own.folder, 'loaded'))]).toEqual([
        false,
        false,
      ]);
    }));

  it('ask, and go on by the answer', () =>
    story(async (own) => {
      own.write('cut', asking);
      await own.startRunner('cut');
      const id = await own.schedule(['cut']);
      await own.until(id, (_, run) => run?.state === 'asking');
      const { owner } = own.server;
      const { questions } = (await owner(`downtimes/${id}/run`)).json;
      expect(questions).toMatchObject([{ step: 'go ahead', about: 'confirm', phase: 'forward' }]);
      const { part, phase, place, attempt } = questions[0];
      const answered = await owner(`downtimes/${id}/run/answer`, {
        part,
        phase,
        place,
        attempt,
        answer: 'done',
      });
      expect(answered.status).toBe(200);
      const [downtime] = await own.until(id, ({ state }) => isEnd(state));
      expect(downtime.state).toBe('completed');
      expect(existsSync(join(own.folder, 'cut'))).toBe(true);
    }));

  it('go on where they were when the runner is started again', () =>
    story(async (own) => {
      const marks = join(own.folder, 'marks');
      own.write(
        'slow',
        `
steps:
  - name: first
    command: [sh, -c, 'echo first >>${marks}']
  - name: second
    command: [sh, -c, 'echo second >>${marks}; test -f $DIR/free || sleep 60']
    idempotent: true
  - name: third
    command: [sh, -c, 'echo third >>${marks}']
`,
      );
      await own.startRunner('slow');
      const id = await own.schedule(['slow']);
      const hasBegun = () => existsSync(marks) && readFileSync(marks, 'utf8').includes('second');
      await own.until(id, hasBegun);
      await own.stopRunner();
      writeFileSync(join(own.folder, 'free'), '');
      await own.startRunner('slow');
      const [downtime] = await own.until(id, ({ state }) => isEnd(state));
      expect(downtime.state).toBe('completed');
      expect(readFileSync(marks, 'utf8')).toBe('first\nsecond\nsecond\nthird\n');
    }));
});
