import type { z } from 'zod';
import { alertmanagerSettings } from './alertmanager/settings.ts';
import { alertmanagerSilencer } from './alertmanager/silencer.ts';
import type { Silencer, SilencerKind, SilencerParts } from './contract.ts';
import { icinga2Settings } from './icinga2/settings.ts';
import { icinga2Silencer } from './icinga2/silencer.ts';
import { webhookSettings } from './webhook/settings.ts';
import { webhookSilencer } from './webhook/silencer.ts';

/** What is said of a monitor, and how it is opened. */
interface Kind<S extends z.ZodType> {
  readonly settings: S;
  open(settings: z.output<S>, parts: SilencerParts, env: NodeJS.ProcessEnv): Promise<Silencer>;
}

const kind = <S extends z.ZodType>(settings: S, open: Kind<S>['open']): Kind<S> => ({ settings, open });

/** Every kind of monitor that can be told to be quiet. */
export const kinds = {
  alertmanager: kind(alertmanagerSettings, alertmanagerSilencer),
  icinga2: kind(icinga2Settings, icinga2Silencer),
  webhook: kind(webhookSettings, webhookSilencer),
} as const satisfies Record<SilencerKind, unknown>;

/** What is said of one monitor. */
export type SilencerSettings = { [K in SilencerKind]: z.output<(typeof kinds)[K]['settings']> }[SilencerKind];

/**
 * Opens a monitor.
 *
 * @throws LullError `bad-setting`
 * @example await openSilencer({ kind: 'alertmanager', url: 'http://127.0.0.1:9093' }, parts, process.env)
 */
export function openSilencer(
  settings: SilencerSettings,
  parts: SilencerParts,
  env: NodeJS.ProcessEnv,
): Promise<Silencer> {
  switch (settings.kind) {
    case 'alertmanager':
      return kinds.alertmanager.open(settings, parts, env);
    case 'icinga2':
      return kinds.icinga2.open(settings, parts, env);
    case 'webhook':
      return kinds.webhook.open(settings, parts, env);
  }
}
