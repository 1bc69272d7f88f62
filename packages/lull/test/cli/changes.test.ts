import { expect, it } from 'vitest';
import { changeLines } from '../../src/cli/render/changes.ts';
import { paint } from '../../src/cli/terminal.ts';

const style = paint({ isTTY: false } as never);

it('tells of the one organisation without a name, and of the rest with theirs', () => {
  const changes = (['organisation', 'service'] as const).map((kind) => ({
    kind,
    name: kind === 'organisation' ? kind : 'shop',
    change: 'added' as const,
    fields: [],
  }));
  expect(changeLines({ changes, touches: [] }, style)).toEqual(['+ organisation', '+ service shop']);
});

it('tells when the work is whose owner is asked on the clock of its service', () => {
  const touched = {
    id: 'd1',
    title: 'Move',
    services: ['shop'],
    start: '2026-12-05T01:00:00Z',
    startLocal: '2026-12-05T02:00:00+01:00[Asia/Kathmandu]',
    zone: 'Asia/Kathmandu',
    reasons: [],
  };
  expect(changeLines({ changes: [], touches: [touched] }, style).join('\n')).toMatch(
    /d1 {2}Move, Sat 2026-12-05 06:45 Asia\/Kathmandu \(\w{3} 2026-12-0\d \d\d:\d\d \S+\)/,
  );
});
