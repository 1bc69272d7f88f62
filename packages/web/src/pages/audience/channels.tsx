import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk, useChange } from '../../api/use.ts';
import { quoted } from '../../parts/command-line.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Labelled } from '../../parts/labelled.tsx';
import { useMay } from '../../parts/may.ts';
import { Refused } from '../../parts/refused.tsx';
import { useLanguage, useSay } from '../../words/words.tsx';
import { words } from './words.ts';

type Channel = Answer<'listChannels'>['items'][number];

const outcomes = { sent: 'triedSent', again: 'triedAgain', refused: 'triedRefused' } as const;

/** The ways to reach people, and whether this server can use them; each can be tried. */
export function Channels() {
  const say = useSay(words);
  const may = useMay();
  const { data, error } = useAsk('listChannels');
  const [tried, setTried] = useState<Channel['name'] | null>(null);
  return (
    <section className="sheet" aria-labelledby="channels-title">
      <h2 id="channels-title">{say('channels')}</h2>
      <p className="quiet">{say('channelsText')}</p>
      <Refused error={error} />
      <table className="rows">
        <caption className="hidden">{say('channels')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('channel')}</th>
            <th scope="col">{say('isSetUp')}</th>
            <th scope="col">{say('signUp')}</th>
            <th scope="col">{say('perMinute')}</th>
            <th scope="col">{say('attempts')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {data?.items.map(({ name, isSetUp, isPublic, perMinute, attempts }) => (
            <tr key={name}>
              <th scope="row">{say(name)}</th>
              <td data-label={say('isSetUp')}>{say(isSetUp ? 'yes' : 'no')}</td>
              <td data-label={say('signUp')}>{say(isPublic ? 'yes' : 'no')}</td>
              <td data-label={say('perMinute')}>{perMinute}</td>
              <td data-label={say('attempts')}>{attempts}</td>
              <td>
                {may('configure') && isSetUp && (
                  <button
                    type="button"
                    className="small"
                    aria-label={say('tryOf', { channel: say(name) })}
                    onClick={() => setTried(name)}
                  >
                    {say('try')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {tried && <Try channel={tried} onClose={() => setTried(null)} />}
    </section>
  );
}

function Try({ channel, onClose }: { readonly channel: Channel['name']; readonly onClose: () => void }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const [written, setWritten] = useState('');
  const [secret, setSecret] = useState('');
  const send = useChange('tryChannel');
  const address = written.trim();
  return (
    <Confirm
      title={say('tryOf', { channel: say(channel) })}
      action={say('send')}
      isReady={address !== ''}
      isBusy={send.isPending}
      error={send.error}
      line={`lull channels test ${channel} ${quoted(address || 'ADDRESS')} --language ${language}${secret ? ' --secret' : ''}`}
      onClose={onClose}
      onDo={() =>
        send.mutate({ params: { name: channel }, body: { address, language, ...(secret && { secret }) } })
      }
    >
      <p>{say('tryText')}</p>
      <div className="fields">
        <Labelled label={say('address')} hint={say('addressHint')}>
          {(labelled) => (
            <input {...labelled} value={written} onChange={({ target }) => setWritten(target.value)} />
          )}
        </Labelled>
        {(channel === 'webhook' || channel === 'ntfy') && (
          <Labelled label={say('secret')}>
            {(labelled) => (
              <input
                {...labelled}
                type="password"
                autoComplete="off"
                value={secret}
                onChange={({ target }) => setSecret(target.value)}
              />
            )}
          </Labelled>
        )}
      </div>
      <div role="status">
        {send.data && (
          <>
            <p>{say(outcomes[send.data.outcome], { shown: send.data.shown })}</p>
            {send.data.error && <p>{send.data.error}</p>}
            {send.data.disables && <p>{say('disables')}</p>}
            {send.data.secret && (
              <p>
                {say('madeSecret')} <code className="secret-once">{send.data.secret}</code>
              </p>
            )}
          </>
        )}
      </div>
    </Confirm>
  );
}
