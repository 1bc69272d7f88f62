import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { Field } from '../rules/field.tsx';
import { Block } from './block.tsx';
import { words } from './words.ts';

/** Makes a link that passes the closed gates of a service for a while. */
export function Bypass({ service, onClose }: { readonly service: string; readonly onClose: () => void }) {
  const say = useSay(words);
  const common = useSay(shared);
  const making = useChange('makeBypass');
  const [lasts, setLasts] = useState('1h');
  const [page, setPage] = useState('');
  const [why, setWhy] = useState('');
  const reason = why.trim();
  const line = [
    `lull gates bypass ${quoted(service)} --for ${quoted(lasts || '1h')}`,
    page && `--url ${quoted(page)}`,
    reason && `--reason ${quoted(reason)}`,
  ];
  return (
    <Dialog title={say('bypassOf', { service })} onClose={onClose}>
      <p>{say('bypassWhat')}</p>
      {making.data ? (
        <>
          {URL.canParse(page) && <Block title={say('link')} text={linkOf(page, making.data.token)} />}
          <Block title={say('token')} text={making.data.token} />
          <p>
            {say('until')} <When at={making.data.expiresAt} />
          </p>
          <p>
            <button type="button" onClick={onClose}>
              {common('close')}
            </button>
          </p>
        </>
      ) : (
        <form
          className="enrol"
          onSubmit={(event) => {
            event.preventDefault();
            making.mutate({ params: { name: service }, body: { lasts, ...(reason && { why: reason }) } });
          }}
        >
          <Field label={say('lasts')} hint={say('lastsHint')}>
            {(told) => (
              <input {...told} required value={lasts} onChange={({ target }) => setLasts(target.value)} />
            )}
          </Field>
          <Field label={say('address')}>
            {(told) => (
              <input
                {...told}
                type="url"
                value={page}
                placeholder="https://shop.example.com/"
                onChange={({ target }) => setPage(target.value)}
              />
            )}
          </Field>
          <Field label={common('why')} hint={common('whyHint')}>
            {(told) => <input {...told} value={why} onChange={({ target }) => setWhy(target.value)} />}
          </Field>
          <Refused error={making.error} />
          <p className="actions">
            <button type="submit" className="main" disabled={making.isPending}>
              {say('makeLink')}
            </button>
            <button type="button" onClick={onClose}>
              {common('cancel')}
            </button>
          </p>
        </form>
      )}
      <CommandLine line={line.filter(Boolean).join(' ')} />
    </Dialog>
  );
}

function linkOf(page: string, token: string): string {
  const url = new URL(page);
  url.searchParams.set('lull-bypass', token);
  return url.href;
}
