import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAsk, useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Coming } from './coming.tsx';
import { type Draft, isSame, mistakesIn, useDraft, yamlOf } from './draft.ts';
import { ExceptionFields } from './exception-fields.tsx';
import { Field } from './field.tsx';
import { Follows } from './follows.tsx';
import { type Body, type Kind, named, type Rule, useSettled } from './kinds.ts';
import { Remove } from './remove.tsx';
import { Said } from './said.tsx';
import { ScopeFields } from './scope-fields.tsx';
import { Theirs } from './theirs.tsx';
import { Users, useClocks } from './users.tsx';
import { WhenFields } from './when-fields.tsx';
import { words } from './words.ts';
import { WorkFields } from './work-fields.tsx';

/**
 * The editor of a window or freeze: what is typed, and live beside it its next times and what saving would
 * do.
 */
export function Write({
  kind,
  saved,
  isGone,
  fresh,
}: {
  readonly kind: Kind;
  /** As it is stored now; null for a new one. */
  readonly saved: Rule | null;
  /** Whether somebody took it away since. */
  readonly isGone: boolean;
  /** What a new one begins as. */
  readonly fresh: Body;
}) {
  const say = useSay(words);
  const { preview: previewOf, put, path } = named(kind);
  const draft = useDraft(saved, fresh);
  const { name, body, base } = draft;
  const isChanged = base === null || !isSame(body, base.body);
  const settled = useSettled(body);
  const preview = useAsk(previewOf, { body: settled });
  const lastTimes = useLast(preview.data);
  const settledName = useSettled(name);
  const version = base?.version ?? 'new';
  const asked = { params: { name: settledName }, query: { dryRun: 'true' }, body: settled, version } as const;
  const dry = useAsk(put, asked, { enabled: isChanged && settledName !== '' && !preview.isError });
  const [why, setWhy] = useState('');
  const saving = useSaving(kind, draft, why.trim());
  const [isRemoving, setIsRemoving] = useState(false);
  const clocks = useClocks(kind, base?.name ?? '', settled);
  const isStale = saved !== null && base !== null && saved.version !== base.version && !saving.isSuccess;
  useEffect(() => {
    // Whoever has typed nothing sees what is stored.
    if (isStale && !isChanged) draft.rebase(saved, saved.body);
  });
  useLeaving(isChanged && !saving.isSuccess && (base !== null || name !== ''));
  const mistakes = new Map([
    ...mistakesIn(dry.error),
    ...mistakesIn(preview.error),
    ...mistakesIn(saving.error),
  ]);
  const fields = { draft, mistakes };
  const title = base?.name ?? say(kind === 'window' ? 'newWindow' : 'newFreeze');
  return (
    <Screen title={title} actions={<Link href="/windows">{say('toList')}</Link>}>
      <form
        className="editor"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          saving.save();
        }}
      >
        <div className="editor-fields">
          {isStale && isChanged && <Theirs kind={kind} saved={saved} draft={draft} />}
          {isGone && base !== null && (
            <p className="refused" role="alert">
              {say('goneMeanwhile')}{' '}
              <button type="button" className="small" onClick={() => draft.rebase(null)}>
                {say('goOn')}
              </button>
            </p>
          )}
          <div className="sheet">
            {base === null && (
              <Field
                label={say('name')}
                hint={say(kind === 'window' ? 'nameHint' : 'freezeNameHint')}
                mistake={mistakes.get('name')}
              >
                {(told) => (
                  <input
                    {...told}
                    value={name}
                    autoComplete="off"
                    placeholder={kind === 'window' ? 'nightly' : 'christmas'}
                    onChange={({ target }) => draft.rename(target.value)}
                  />
                )}
              </Field>
            )}
            <Said kind={kind} body={body} />
            {base !== null && <Users kind={kind} name={base.name} body={body} />}
          </div>
          <WhenFields {...fields} />
          <ExceptionFields {...fields} idle={preview.data?.idle ?? []} />
          {kind === 'window' ? <WorkFields {...fields} /> : <ScopeFields {...fields} />}
        </div>
        <div className="editor-side">
          <Coming
            preview={preview.data ?? lastTimes}
            error={preview.error}
            clocks={clocks}
            onLeaveOut={(start) =>
              draft.set('exdate', [...((body.exdate as string[] | undefined) ?? []), start])
            }
          />
          <Follows
            isNamed={name !== ''}
            isChanged={isChanged && name !== ''}
            change={dry.error ? undefined : dry.data}
            error={preview.error ?? dry.error}
          />
        </div>
        <Ending
          draft={draft}
          isChanged={isChanged}
          isBlocked={name === '' || isStale || saving.isPending}
          error={saving.error?.code === 'stale-version' ? null : saving.error}
          why={why}
          onWhy={setWhy}
          onRemove={() => setIsRemoving(true)}
          line={`lull ${path} put ${quoted(name || 'NAME')} -f ${quoted(`${name || 'NAME'}.yaml`)}${
            base ? ` --if-version ${base.version}` : ''
          }${why.trim() ? ` --reason ${quoted(why.trim())}` : ''}`}
        />
      </form>
      {isRemoving && saved && <Remove kind={kind} rule={saved} onClose={() => setIsRemoving(false)} />}
    </Screen>
  );
}

/** Saves, then leads back to the list. */
function useSaving(kind: Kind, { name, body, base }: Draft, why: string) {
  const { put } = named(kind);
  const change = useChange(put);
  const client = useQueryClient();
  const [, go] = useLocation();
  return {
    ...change,
    save: () =>
      change.mutate(
        { params: { name }, query: why ? { why } : {}, body, version: base?.version ?? 'new' },
        {
          onSuccess: () => go(`/windows?saved=${encodeURIComponent(name)}`),
          // What somebody else stored is looked at again, and shown beside what is typed.
          onError: ({ code }) => code === 'stale-version' && void client.invalidateQueries(),
        },
      ),
  };
}

function Ending({
  draft: { name, body, base, rebase },
  isChanged,
  isBlocked,
  error,
  why,
  onWhy,
  onRemove,
  line,
}: {
  readonly draft: Draft;
  readonly isChanged: boolean;
  readonly isBlocked: boolean;
  readonly error: Parameters<typeof Refused>[0]['error'];
  readonly why: string;
  readonly onWhy: (why: string) => void;
  readonly onRemove: () => void;
  readonly line: string;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  return (
    <div className="editor-end sheet">
      <Field label={common('why')} hint={common('whyHint')}>
        {(told) => <input {...told} value={why} onChange={({ target }) => onWhy(target.value)} />}
      </Field>
      <Refused error={error} />
      <p className="actions">
        <button type="submit" className="main" disabled={isBlocked || !isChanged}>
          {common('save')}
        </button>
        {base !== null && isChanged && (
          <button type="button" onClick={() => rebase(base, base.body)}>
            {say('discard')}
          </button>
        )}
        {base !== null && (
          <button type="button" className="danger" onClick={onRemove}>
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
  );
}

/** The last that there was, while there is none. */
function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  useEffect(() => {
    if (value !== undefined) last.current = value;
  }, [value]);
  return value ?? last.current;
}

/** Has the browser ask before a page with unsaved changes is closed. */
function useLeaving(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}
