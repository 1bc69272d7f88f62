import type { Context, Hono } from 'hono';
import { usualChoices } from '../../../announce/audience/choices.ts';
import { choosable } from '../../../announce/audience/choose.ts';
import { signUp } from '../../../announce/audience/sign-up.ts';
import { LullError } from '../../../errors.ts';
import type { Env } from '../../call.ts';
import { choicesIn, demandOwnForm, readForm } from './read-form.ts';
import type { SignUpParts } from './routes.ts';
import { askedPage, refusalPage, type SignUpFault, signUpPage } from './sign-up-page.ts';

/** Signing up: the form, and what becomes of it, which is the same for every address. */
export function signUpRoutes(app: Hono<Env>, parts: SignUpParts): void {
  const { announce, lookOf, send } = parts;
  const isOpen = announce.channels.senders.mail !== null;

  app.get('/subscribe', async (c) => {
    const look = await lookOf(c);
    if (!isOpen) return send(c, refusalPage(look, 'closed'), 503);
    const view = await emptyForm(parts);
    const { language } = look.words;
    const asked = c.req.query('service');
    const services = view.services.some(({ name }) => name === asked) ? [asked!] : null;
    const chosen = { ...usualChoices, language, services };
    return send(c, signUpPage(look, { ...view, chosen, address: '', fault: null }));
  });

  app.post('/subscribe', async (c) => {
    demandOwnForm(c.req.raw, announce.settings.url);
    const look = await lookOf(c);
    if (!isOpen) return send(c, refusalPage(look, 'closed'), 503);
    const form = await readForm(c.req.raw);
    const [address, chosen] = [(form.get('address') ?? '').trim(), choicesIn(form)];
    try {
      await signUp(announce, { ...chosen, address }, c.get('from') ?? null);
    } catch (error) {
      if (error instanceof LullError && error.code === 'too-many-requests') return busy(c, parts, error);
      const fault = faultOf(error, chosen.services);
      const view = await emptyForm(parts);
      return send(c, signUpPage(look, { ...view, chosen, address: address.slice(0, 254), fault }), 422);
    }
    return send(c, askedPage(look, address));
  });
}

async function emptyForm({ announce }: SignUpParts) {
  const { catalog } = await announce.keeper().catalog();
  return { services: choosable(catalog, null), mayAll: true, languages: announce.words.languages };
}

async function busy(
  c: Context<Env>,
  { lookOf, send }: SignUpParts,
  { details }: LullError,
): Promise<Response> {
  c.header('retry-after', String(details.retryAfter ?? 60));
  return send(c, refusalPage(await lookOf(c), 'busy'), 429);
}

/** What a person can put right; all else is not for the form. */
export function faultOf(error: unknown, services: readonly string[] | null): SignUpFault {
  if (!(error instanceof LullError)) throw error;
  if (error.code === 'bad-address') return 'badAddress';
  if (!['bad-request', 'unknown-service', 'unknown-zone'].includes(error.code)) throw error;
  return services?.length === 0 ? 'noService' : 'wrong';
}
