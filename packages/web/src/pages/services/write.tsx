import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAsk, useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { isSame, mistakesIn, useDraft, yamlOf } from '../rules/draft.ts';
import { Field } from '../rules/field.tsx';
import { useSettled } from '../rules/kinds.ts';
import { AboutFields } from './about-fields.tsx';
import { Follows } from './follows.tsx';
import { PolicyFields } from './policy-fields.tsx';
import { Remove } from './remove.tsx';
import { RuleFields } from './rule-fields.tsx';
import { type ServiceBody, type ServiceEntry, untouchedOf } from './shape.ts';
import { SourceFields } from './source-fields.tsx';
import { Theirs } from './theirs.tsx';
import { words } from './words.ts';

/** The editor of a service, with what saving would do beside it. */
export function Write({
  saved,
  isGone,
  fresh,
}: {
  readonly saved: ServiceEntry | null;
  /** Whether somebody took it away since. */
  readonly isGone: boolean;
  readonly fresh: ServiceBody;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const draft = useDraft(saved, fresh);
  const { name, body, base, rebase } = draft;
  const isChanged = base === null || !isSame(body, base.body);
  const settled = useSettled(body);
  const settledName = useSettled(name);
  const version = base?.version ?? 'new';
  const asked = { params: { name: settledName }, query: { dryRun: 'true' }, body: settled, version } as const;
  const dry = useAsk('putService', asked, { enabled: isChanged && settledName !== '' });
  const put = useChange('putService');
  const client = useQueryClient();
  const [, go] = useLocation();
  const [why, setWhy] = useState('');
  const [isRemoving, setIsRemoving] = useState(false);
  const isStale = saved !== null && base !== null && saved.version !== base.version && !put.isSuccess;
  useEffect(() => {
    // Whoever has typed nothing sees what is stored.
    if (isStale && !isChanged) rebase(saved, saved.body);
  });
  const mistakes = new Map([...mistakesIn(dry.error), ...mistakesIn(put.error)]);
  const fields = { draft, mistakes };
  const untouched = untouchedOf(body);
  const reason = why.trim();
  const save = (): void =>
    put.mutate(
      { params: { name }, query: reason ? { why: reason } : {}, body, version },
      {
        onSuccess: () => go(`/services?saved=${encodeURIComponent(name)}`),
        // What somebody else stored is looked at again, and shown beside what is typed.
        onError: ({ code }) => code === 'stale-version' && void client.invalidateQueries(),
      },
    );
  const line = `lull services put ${quoted(name || 'NAME')} -f ${quoted(`${name || 'NAME'}.yaml`)}${
    base ? ` --if-version ${base.version}` : ''
  }${reason ? ` --reason ${quoted(reason)}` : ''}`;
  return (
    <Screen
      title={base?.name ?? say('newTitle')}
      actions={
        <>
          {base !== null && (
            <Link className="button" href={`/plan?service=${encodeURIComponent(base.name)}`}>
              {say('plan')}
            </Link>
          )}
          <Link href="/services">{say('toList')}</Link>
        </>
      }
    >
      <form
        className="editor"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div className="editor-fields">
          {isStale && isChanged && <Theirs saved={saved} draft={draft} />}
          {isGone && base !== null && <Gone onGoOn={() => rebase(null)} />}
          <AboutFields {...fields} />
          <SourceFields {...fields} mayChange={may('configure')} />
          <RuleFields {...fields} />
          <PolicyFields {...fields} />
          {untouched.length > 0 && (
            <section className="sheet">
              <p>{say('untouched')}</p>
              <p>
                {untouched.map((field, i) => (
                  <span key={field}>
                    {i > 0 && ', '}
                    <code>{field}</code>
                  </span>
                ))}
              </p>
            </section>
          )}
        </div>
        <div className="editor-side">
          <Follows
            isChanged={isChanged && name !== ''}
            change={dry.error ? undefined : dry.data}
            error={dry.error}
          />
        </div>
        <div className="editor-end sheet">
          <Field label={common('why')} hint={common('whyHint')}>
            {(told) => <input {...told} value={why} onChange={({ target }) => setWhy(target.value)} />}
          </Field>
          <Refused error={put.error?.code === 'stale-version' ? null : put.error} />
          <p className="actions">
            <button
              type="submit"
              className="main"
              disabled={name === '' || isStale || put.isPending || !isChanged}
            >
              {common('save')}
            </button>
            {base !== null && isChanged && (
              <button type="button" onClick={() => rebase(base, base.body)}>
                {say('discard')}
              </button>
            )}
            {base !== null && may('configure') && (
              <button type="button" className="danger" onClick={() => setIsRemoving(true)}>
                {say('removeButton')}
              </button>
            )}
          </p>
          <CommandLine line={line} />
          <details>
            <summary>
              {say('asFile')} <code>{name || 'NAME'}.yaml</code>
            </summary>
            <pre className="as-file">{yamlOf(body)}</pre>
          </details>
        </div>
      </form>
      {isRemoving && saved && <Remove service={saved} onClose={() => setIsRemoving(false)} />}
    </Screen>
  );
}

function Gone({ onGoOn }: { readonly onGoOn: () => void }) {
  const say = useSay(words);
  return (
    <p className="refused" role="alert">
      {say('goneMeanwhile')}{' '}
      <button type="button" className="small" onClick={onGoOn}>
        {say('goOn')}
      </button>
    </p>
  );
}
