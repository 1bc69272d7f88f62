import { sql } from 'kysely';
import { namesOf } from '../../access/names.ts';
import type { Downtime } from '../../downtime/contract.ts';
import type { Reader } from '../../store/contract.ts';
import { linksOf } from '../audience/links.ts';
import type { Announce } from '../contract.ts';
import type { Claimed } from '../delivery/contract.ts';
import type { Ready } from '../delivery/letters.ts';
import { publicPageOf } from '../public/public-catalog.ts';
import type { WorkKind, WorkTold } from './contract.ts';
import { workLetter } from './letter.ts';
import { type WorkTarget, workTargets } from './targets.ts';

interface WaveOf {
  readonly work: WorkTold;
  readonly downtime: Downtime;
}

/**
 * Reads what is needed for these notices to people at work; each is written when its turn has come. There are
 * few of them, so none is kept for another.
 *
 * @throws LullError `store-unavailable`
 * @example const [first] = await openWorkLetters(announce, notices); first.open();
 */
export async function openWorkLetters(
  announce: Announce,
  notices: readonly Claimed[],
): Promise<readonly Ready[]> {
  if (notices.length === 0) return [];
  const { store, settings, words } = announce;
  const { catalog } = await announce.keeper().catalog();
  const now = await announce.now();
  const waves = await readWaves(store.db, [...new Set(notices.map(({ wave }) => wave))]);
  const targets = await workTargets(announce, catalog, [...new Set(notices.map((one) => one.recipient))]);
  const deciders = [...waves.values()].flatMap(({ work }) => (work.decided ? [work.decided.by] : []));
  const names = await namesOf(store.db, deciders);
  const write = (notice: Claimed, { work, downtime }: WaveOf, to: WorkTarget) => {
    const services = downtime.plan.services.map((name) => {
      const service = catalog.services.get(name);
      return { name, title: service?.title ?? name, zone: service?.zone ?? 'UTC' };
    });
    return workLetter(
      {
        ...{ kind: notice.kind as WorkKind, work, downtime, services, zone: to.zone },
        words: words.of(to.language),
        page: publicPageOf(catalog, settings),
        who: work.decided === null ? null : (names.get(work.decided.by) ?? null),
        now: announce.channels.all[notice.channel].isForPrograms ? notice.madeAt : now,
      },
      {
        ...{ id: notice.messageId, at: notice.madeAt },
        links: to.subscriber === null ? null : linksOf(announce, to.subscriber),
      },
    );
  };
  return notices.map((notice) => ({
    notice,
    open() {
      const [wave, to] = [waves.get(notice.wave), targets.get(notice.recipient)];
      if (wave === undefined)
        return { outcome: 'cancelled', error: 'what it belongs to is not there any more' };
      if (to === undefined) return { outcome: 'cancelled', error: 'whoever it is for is not there any more' };
      return { message: write(notice, wave, to), target: to.target };
    },
  }));
}

async function readWaves(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, WaveOf>> {
  const { rows } = await sql<{ id: string } & WaveOf>`
    select wave.id, wave.body -> 'work' as work, downtime.body as downtime
    from announce_waves as wave join downtime_downtimes as downtime on downtime.id = wave.downtime
    where wave.for_work and wave.id = any(${[...ids]}::text[])`.execute(db);
  return new Map(rows.map(({ id, ...wave }) => [id, wave]));
}
