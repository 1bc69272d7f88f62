import { answerOf } from '../../proxies/answer-of.ts';
import type { ProxyStatus } from '../../proxies/run.ts';
import { type Command, exitCodes, proxyFolder } from '../options.ts';
import { configOf, keptSettings } from '../settings.ts';

export const status: Command = {
  names: ['status'],
  takes: '--config FILE [--folder DIR] [--json]',
  does: 'Says how the gate stands that runs beside the proxy, and whether the proxy serves it.',
  run: async (_, given, talk) => {
    const config = await configOf(given);
    const kept = await keptSettings(config, given);
    const standing = await answerOf(kept?.folder ?? proxyFolder(config.service, given));
    if (given.json) {
      talk.out(
        `${JSON.stringify(standing === null ? { service: config.service, isRunning: false } : { isRunning: true, ...standing })}\n`,
      );
    } else talk.out(standing === null ? `${config.service}: no gate runs here.\n` : told(standing));
    return standing === null || standing.isServed === false ? exitCodes.notServed : exitCodes.ok;
  },
};

function told(standing: ProxyStatus): string {
  const { service, instance, state, override, serial, epoch, heardAt, inFlight, clockOffset } = standing;
  const { left, waiting } = standing;
  const at = (instant: number | null): string =>
    instant === null ? 'never' : new Date(instant).toISOString();
  const served = { true: 'yes', false: 'NO', null: 'not verified (no --check)' }[String(standing.isServed)];
  const rows: readonly (readonly [string, string])[] = [
    ['state', `${state.state}${state.mode === 'full' ? '' : `, ${state.mode}`} (${state.why})`],
    ['downtime', state.downtime ?? 'none'],
    ['until', at(state.until)],
    ['served by the proxy', served ?? ''],
    [
      'by hand',
      override === null
        ? 'no'
        : `${override.state} since ${at(override.at)}${override.why ? `: ${override.why}` : ''}`,
    ],
    ['document', serial === null ? 'none' : `${epoch}.${serial}`],
    ['server last heard', at(heardAt)],
    ['clock off by', clockOffset === null ? 'not known' : `${clockOffset} ms`],
    ['in flight', `${inFlight}${left ? ` (${left} when draining was over)` : ''}`],
    ...(waiting > 0 ? [['waiting', String(waiting)] as const] : []),
    ...[standing.problem, ...standing.warnings].flatMap((text) =>
      text === null ? [] : [['warning', text] as const],
    ),
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(20)} ${value.replace(/^never$/, 'not known')}`);
  return `${service} (${instance}, ${standing.proxy})\n${lines.join('\n')}\n`;
}
