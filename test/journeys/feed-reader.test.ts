import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { atomOfAll } from '../../packages/lull/src/announce/feeds/atom.ts';
import { entriesOf } from '../../packages/lull/src/announce/feeds/entries.ts';
import { downtime, past, published, told, viewOf } from '../../packages/lull/test/announce/feeds/support.ts';

/** Debian's Python, which its packages are for. */
const python = '/usr/bin/python3';

const { status } = spawnSync(python, ['-c', 'import feedparser']);
const missing = status === 0 ? null : 'feedparser is not installed';

/** A feed as feedparser reads it: `bozo` says that it is no proper one. */
interface Read {
  readonly bozo: boolean;
  readonly version: string;
  readonly feed: {
    readonly title: string;
    readonly id: string;
    readonly language: string;
    readonly link: string;
  };
  readonly entries: readonly {
    readonly id: string;
    readonly title: string;
    readonly title_detail: { readonly type: string };
    readonly updated: string;
    readonly link: string;
    readonly content: readonly { readonly value: string }[];
  }[];
}

const script = `
import feedparser, json, sys
read = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps({'bozo': bool(read.bozo), 'version': read.version, 'feed': read.feed, 'entries': read.entries}))
`;

const read = (text: string): Read =>
  JSON.parse(execFileSync(python, ['-c', script], { input: text, encoding: 'utf8' })) as Read;

describe.skipIf(missing !== null)(missing ?? 'feedparser', () => {
  it('reads every update, with its id, time, link and text', () => {
    const view = viewOf(published([past(), downtime({ id: 'two' })]));
    const { bozo, version, feed, entries } = read(atomOfAll.render(view, null));
    expect({ bozo, version }).toEqual({ bozo: false, version: 'atom10' });
    expect(feed).toMatchObject({
      title: 'Maintenance: Example status',
      id: 'https://status.example.com/feeds/all.atom',
      language: 'en',
      link: 'https://status.example.com/status',
    });
    const told = entriesOf(view, null);
    expect(entries.map(({ id, title, link }) => ({ id, title, link }))).toEqual(
      told.map(({ id, title, link }) => ({ id, title, link })),
    );
    expect(entries.map(({ updated }) => Date.parse(updated))).toEqual(told.map(({ at }) => at));
    expect(entries[0]!.content[0]!.value).toMatch(/^<p>You can use Web shop again\.<\/p>/);
  });

  it('reads as text what would be markup', () => {
    const title = '<b>a</b> & "b" ]]> <script>alert(1)</script> 🚀';
    const told1 = { ...told, title };
    const view = viewOf(published([downtime({ promise: [told1] })]));
    const services = view.published.services.map((each) => ({ ...each, title }));
    const { bozo, entries } = read(
      atomOfAll.render({ ...view, published: { ...view.published, services } }, null),
    );
    expect(bozo).toBe(false);
    expect(entries[0]!.title).toContain(title);
    expect(entries[0]!.title_detail.type).toBe('text/plain');
    expect(entries[0]!.content[0]!.value).toContain('&lt;b&gt;a&lt;/b&gt; &amp; ');
    expect(entries[0]!.content[0]!.value).not.toMatch(/<(?!\/?p>|br>|br \/>)/);
  });
});
