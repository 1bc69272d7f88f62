import type { Context, Hono } from 'hono';
import { usualChoices } from '../../../announce/audience/choices.ts';
import { choosable } from '../../../announce/audience/choose.ts';
import { signUp } from '../../../announce/audience/sign-up.ts';
import { LullError } from '../../../errors.ts';
import type { Env } from '../../call.ts';
import type { Look } from './layout.ts';
import { choicesIn, demandOwnForm, readForm } from './read-form.ts';
import { refusalPage } from './refusals.ts';
import type { SignUpParts } from './routes.ts';
import { askedPage, type SignUpFault, type SignUpView, signUpPage } from './sign-up-page.ts';

/** Signing up: the form, and what becomes of it, which is the same for every address. */
export function signUpRoutes(app: Hono<Env>, parts: SignUpParts): void {
  const { announce, lookOf, send } = parts;
  const isOpen = announce.channels.senders.mail !== null;
  const sendForm = (c: Context<Env>, look: Look, view: SignUpView, status: 200 | 422) => {
    // Under plain HTTP a browser says nothing but `Origin` of where a form comes from, and with no referrer
    // that is "null".
    c.header('referrer-policy', 'same-origin');
    return send(c, signUpPage(look, view), status);
  };

  app.get('/subscribe', async (c) => {
    const look = await lookOf(c);
    if (!isOpen) return send(c, refusalPage(look, 'closed', null), 503);
    const view = await emptyForm(parts);
    const { language } = look.words;
    const asked = c.req.query('service');
    const services = view.services.some(({ name }) => name === asked) ? [asked!] : null;
    const chosen = { ...usualChoices, language, services };
    return sendForm(c, look, { ...view, chosen, address: '', fault: null }, 200);
  });

  app.post('/subscribe', async (c) => {
    demandOwnForm(c.req.raw, announce.settings.url);
    const look = await lookOf(c);
    if (!isOpen) return send(c, refusalPage(look, 'closed', null), 503);
    const form = await readForm(c.req.raw);
    const [address, chosen] = [(form.get('address') ?? '').trim(), choicesIn(form)];
    try {
      await signUp(announce, { ...chosen, address }, c.get('from') ?? null);
    } catch (error) {
      const fault = faultOf(error, chosen.services);
      const view = await emptyForm(parts);
      return sendForm(c, look, { ...view, chosen, address: address.slice(0, 254), fault }, 422);
    }
    return send(c, askedPage(look, address));
  });
}

async function emptyForm({ announce }: SignUpParts) {
  const { catalog } = await announce.keeper().catalog();
  return { services: choosable(catalog, null), mayAll: true, languages: announce.words.languages };
}

/** What a person can put right; all else is not for the form, and thrown. */
export function faultOf(error: unknown, services: readonly string[] | null): SignUpFault {
  if (!(error instanceof LullError)) throw error;
  if (error.code === 'bad-address') return 'badAddress';
  if (!['bad-request', 'unknown-service', 'unknown-zone'].includes(error.code)) throw error;
  return services?.length === 0 ? 'noService' : 'wrong';
}
