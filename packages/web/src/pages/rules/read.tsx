import { Link } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useSay } from '../../words/words.tsx';
import { Coming } from './coming.tsx';
import { type Kind, named, type Rule } from './kinds.ts';
import { Said } from './said.tsx';
import { Users, useClocks } from './users.tsx';
import { words } from './words.ts';

/** One window or freeze for whoever may not change it. */
export function Read({ kind, rule }: { readonly kind: Kind; readonly rule: Rule }) {
  const say = useSay(words);
  const { name, body } = rule;
  const { preview: endpoint, path } = named(kind);
  const { data: preview, error } = useAsk(endpoint, { body });
  const clocks = useClocks(kind, name, body);
  return (
    <Screen title={name} actions={<Link href="/windows">{say('toList')}</Link>}>
      <div className="editor">
        <section className="sheet editor-fields" aria-label={say(kind)}>
          <Said kind={kind} body={body} />
          <Users kind={kind} name={name} body={body} />
          <p className="quiet">{say('mayNot')}</p>
          <CommandLine line={`lull ${path} show ${quoted(name)}`} />
        </section>
        <div className="editor-side">
          <Coming preview={preview} error={error} clocks={clocks} />
        </div>
      </div>
    </Screen>
  );
}
