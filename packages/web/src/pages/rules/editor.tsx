import { Link, useLocation, useParams, useSearchParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { ownZone } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { type Body, type Kind, named, servicesOf, useWhole } from './kinds.ts';
import './page.css';
import { Read } from './read.tsx';
import { day } from './rule/length.ts';
import { words } from './words.ts';
import { Write } from './write.tsx';

/** One window or freeze: to be written by whoever may, to be read by everybody else. */
export default function Editor() {
  const say = useSay(words);
  const common = useSay(shared);
  const [at] = useLocation();
  const [search] = useSearchParams();
  const params = useParams<{ name?: string }>();
  const kind: Kind = at.startsWith('/freezes') ? 'freeze' : 'window';
  const name = params.name ?? (search.has('there') ? 'new' : null);
  const { data, error } = useAsk(
    named(kind).read,
    { params: { name: name ?? '' } },
    { enabled: name !== null },
  );
  // What was shown before is kept while another is asked for: it is not this one.
  const saved = data?.name === name ? data : null;
  const mayWrite = useMayWrite(kind, saved?.body ?? null);
  if (name !== null && saved === null) {
    return (
      <Screen title={name}>
        {error ? <Refused error={error} /> : <p className="quiet">{common('loading')}</p>}
        <p>
          <Link href="/windows">{say('toList')}</Link>
        </p>
      </Screen>
    );
  }
  if (mayWrite === null) return <p className="quiet">{common('loading')}</p>;
  if (!mayWrite && saved) return <Read kind={kind} rule={saved} />;
  return (
    <Write
      key={`${kind} ${name}`}
      kind={kind}
      saved={saved}
      isGone={saved !== null && error?.code === 'not-found'}
      fresh={freshOf(kind)}
    />
  );
}

/** Whether they may: null while that is not known. A freeze of their services owners of these may write. */
function useMayWrite(kind: Kind, body: Body | null): boolean | null {
  const may = useMay();
  const { data: me } = useAsk('readMe');
  const { items: services } = useWhole('listServices');
  if (!me) return null;
  if (may('configure')) return true;
  if (kind === 'window') return false;
  const held = body && servicesOf(body);
  if (held) return may('configure', held);
  return body === null && (services ?? []).some(({ name }) => may('configure', [name]));
}

/** What a new one begins as: next Sunday's small hours, or a week from today on. */
function freshOf(kind: Kind): Body {
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  if (kind === 'freeze') return { zone: ownZone, start: dateOf(today + day), duration: '7d' };
  const sunday = dateOf(today + (7 - new Date(today).getUTCDay()) * day);
  const often = { start: `${sunday}T02:00`, duration: '2h', rrule: 'FREQ=WEEKLY;BYDAY=SU' };
  return { zone: ownZone, ...often, risk: 'downtime', notice: '2d', cutoff: '30m' };
}
