import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

/** How a service gets traffic to plan from; shown where none is known. */
export function NoTraffic({ service }: { readonly service: string }) {
  const say = useSay(words);
  return (
    <div className="empty no-traffic">
      <p>{say('noTraffic', { service })}</p>
      <pre>
        <code>{`services:\n  ${service}:\n    traffic: ["/var/log/nginx/access.log*"]`}</code>
      </pre>
      <p>{say('trafficOf')}</p>
      <CommandLine line={`lull traffic ${quoted('/var/log/nginx/access.log*')}`} />
    </div>
  );
}
