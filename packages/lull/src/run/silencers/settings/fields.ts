import { z } from 'zod';
import { text } from '../../../catalog/fields.ts';

/** Where a monitor is: an address of the web without user, query and fragment, which may have a path. */
export const address = text('https://monitor.example.com').transform((written, context) => {
  const url = URL.canParse(written) ? new URL(written) : null;
  const isOne = url !== null && /^https?:$/.test(url.protocol);
  const wrong = !isOne
    ? 'is not an address; write for example https://monitor.example.com'
    : url.username !== '' || url.password !== ''
      ? 'has a user or password in it; write them as fields of their own'
      : url.search !== '' || url.hash !== ''
        ? 'has a query or fragment, which is not used'
        : null;
  // Without the value: what was taken for an address may hold a password.
  if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  return written.replace(/\/+$/, '');
});

/** An absolute path, because nobody knows in which folder a service is started. */
const path = text('/etc/lull/token').regex(/^\//, 'is not an absolute path');

/** A secret by reference: never the secret itself. */
export const secret = z.union(
  [
    z.strictObject({ file: path }),
    z.strictObject({
      variable: text('ALERTS_TOKEN').regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable'),
    }),
  ],
  {
    // Nothing of it is shown: it may be the secret.
    error:
      'is not a reference; write { file: /etc/lull/token } or { variable: ALERTS_TOKEN }, never the secret itself',
  },
);

/** Who calls: its name for basic authentication. */
export const user = text('lull').regex(/^[^:\x00-\x1f\x7f]+$/, 'is no user: it is empty or has a colon');

/** What every kind over HTTP has. */
export const reached = {
  url: address,
  ca: path.nullish().meta({ description: 'File with the authorities of its certificate, in PEM' }),
  certificateName: text('icinga-master.example.com')
    .nullish()
    .meta({ description: 'The name that its certificate bears, where that is not the address' }),
};
