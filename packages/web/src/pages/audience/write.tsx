import { useState } from 'react';
import type { Question } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { CommandLine } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { Refused } from '../../parts/refused.tsx';
import { ServiceChoice } from '../../parts/service-choice.tsx';
import { shared } from '../../words/shared.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import { type Draft, draftOf, kindNames, lineOf, listOf } from './draft.ts';
import { kindsOf, type Subscriber, servicesOf } from './list.tsx';
import { Remove } from './remove.tsx';
import { words } from './words.ts';

type Body = NonNullable<Question<'addSubscriber'>['body']>;

/** Adds a subscriber, or changes one: what is typed, what would be, then the deed. */
export function Write({
  subscriber,
  onSaid,
  onClose,
}: {
  readonly subscriber: Subscriber | null;
  readonly onSaid: (said: string) => void;
  readonly onClose: () => void;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const { language } = useLanguage();
  const [draft, setDraft] = useState<Draft>(() => draftOf(subscriber, language));
  const [isRemoving, setIsRemoving] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const channels = useAsk('listChannels').data?.items ?? [];
  const looking = { add: useChange('addSubscriber'), set: useChange('setSubscriber') };
  const doing = { add: useChange('addSubscriber'), set: useChange('setSubscriber') };
  const set = (change: Partial<Draft>): void => {
    setDraft({ ...draft, ...change });
    looking.add.reset();
    looking.set.reset();
  };
  const isNew = subscriber === null;
  const would = (isNew ? looking.add.data : looking.set.data)?.subscriber;
  const error = looking.add.error ?? looking.set.error ?? doing.add.error ?? doing.set.error;
  const choices = {
    language: draft.language,
    zone: draft.zone.trim() || null,
    services: draft.services,
    kinds: draft.kinds,
    tenants: listOf(draft.tenants),
    tags: listOf(draft.tags),
    ...(draft.secret && { secret: draft.secret }),
    ...(draft.why.trim() && { why: draft.why.trim() }),
  };
  const done = (shown: string, made: string | null): void => {
    onSaid(say('saved', { shown }));
    if (made === null) onClose();
    else setSecret(made);
  };
  const ask = (isDry: boolean): void => {
    const { add, set: change } = isDry ? looking : doing;
    const query = isDry ? ({ dryRun: 'true' } as const) : {};
    if (isNew) {
      const body: Body = { ...choices, channel: draft.channel, address: draft.address.trim() };
      add.mutate(
        { query, body },
        isDry ? {} : { onSuccess: (made) => done(made.subscriber.shown, draft.secret ? null : made.secret) },
      );
      return;
    }
    const state = draft.state === 'pending' ? {} : { state: draft.state };
    change.mutate(
      { params: { id: subscriber.id }, query, body: { ...choices, ...state } },
      isDry ? {} : { onSuccess: (changed) => done(changed.subscriber.shown, null) },
    );
  };
  if (isRemoving && subscriber) return <Remove subscriber={subscriber} onSaid={onSaid} onClose={onClose} />;
  const title = isNew ? say('add') : say('editOf', { shown: subscriber.shown });
  if (secret !== null) {
    return (
      <Dialog title={title} onClose={onClose}>
        <p role="status">
          {say('madeSecret')} <code className="secret-once">{secret}</code>
        </p>
        <button type="button" onClick={onClose}>
          {common('close')}
        </button>
      </Dialog>
    );
  }
  const text = (
    key: 'address' | 'language' | 'zone' | 'tenants' | 'tags' | 'why',
    label: string,
    hint = '',
  ) => (
    <Labelled label={label} hint={hint}>
      {(labelled) => (
        <input
          {...labelled}
          autoComplete="off"
          value={draft[key]}
          required={key === 'address' || key === 'language'}
          onChange={({ target }) => set({ [key]: target.value })}
        />
      )}
    </Labelled>
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          ask(would === undefined);
        }}
      >
        <div className="fields">
          {isNew && (
            <Labelled label={say('channel')}>
              {(labelled) => (
                <select
                  {...labelled}
                  value={draft.channel}
                  onChange={({ target }) => set({ channel: target.value as Draft['channel'] })}
                >
                  {channels.map(({ name, isSetUp }) => (
                    <option key={name} value={name}>
                      {isSetUp ? say(name) : say('notSetUp', { channel: say(name) })}
                    </option>
                  ))}
                </select>
              )}
            </Labelled>
          )}
          {isNew && text('address', say('address'), say('addressHint'))}
          {!isNew && subscriber.state !== 'pending' && (
            <Labelled label={say('state')}>
              {(labelled) => (
                <select
                  {...labelled}
                  value={draft.state}
                  onChange={({ target }) => set({ state: target.value as Draft['state'] })}
                >
                  <option value="active">{say('active')}</option>
                  <option value="disabled">{say('disabled')}</option>
                </select>
              )}
            </Labelled>
          )}
          {(draft.channel === 'webhook' || draft.channel === 'ntfy') && (
            <Labelled label={say('secret')} hint={say('secretHint')}>
              {(labelled) => (
                <input
                  {...labelled}
                  type="password"
                  autoComplete="off"
                  value={draft.secret}
                  onChange={({ target }) => set({ secret: target.value })}
                />
              )}
            </Labelled>
          )}
          {text('language', say('language'), say('languageHint'))}
          {text('zone', say('zone'), say('zoneHint'))}
          {text('tags', say('tags'), say('listHint'))}
          {text('tenants', say('tenants'), say('tenantsHint'))}
        </div>
        <ServiceChoice
          legend={say('hears')}
          chosen={draft.services}
          onChoose={(services) => set({ services })}
        />
        <fieldset className="choice">
          <legend>{say('kinds')}</legend>
          {kindNames.map((kind) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={draft.kinds === null || draft.kinds.includes(kind)}
                onChange={({ target }) => {
                  const before = draft.kinds ?? kindNames;
                  const kinds = kindNames.filter((one) =>
                    one === kind ? target.checked : before.includes(one),
                  );
                  set({ kinds: kinds.length === kindNames.length ? null : kinds });
                }}
              />{' '}
              {say(kind)}
            </label>
          ))}
          <p className="quiet">{say('kindsHint')}</p>
        </fieldset>
        {text('why', common('why'), common('whyHint'))}
        <Refused error={error} />
        <div role="status">
          {would && (
            <>
              <h3>{say('wouldBe')}</h3>
              <p>
                {say('wouldBeText', {
                  shown: would.shown,
                  channel: say(would.channel),
                  state: say(would.state),
                  services: servicesOf(would, say),
                  kinds: kindsOf(would, say),
                  language: would.language,
                  zone: would.zone ?? say('ownZones'),
                })}
              </p>
            </>
          )}
        </div>
        <p className="actions">
          <button type="submit" className="main" disabled={doing.add.isPending || doing.set.isPending}>
            {would === undefined ? common('preview') : isNew ? common('add') : common('save')}
          </button>
          {!isNew && (
            <button type="button" className="danger" onClick={() => setIsRemoving(true)}>
              {common('remove')}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </p>
      </form>
      <CommandLine line={lineOf(draft, subscriber)} />
    </Dialog>
  );
}
