import { useAsk } from '../../api/use.ts';
import { useMay } from '../../parts/may.ts';
import { Screen } from '../../parts/screen.tsx';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useWhole } from '../rules/kinds.ts';
import '../rules/page.css';
import '../services/page.css';
import { GateStep } from './gate-step.tsx';
import './page.css';
import { PlanStep } from './plan-step.tsx';
import { ServiceStep } from './service-step.tsx';
import { Step } from './step.tsx';
import { type StepName, stepNames, useSteps } from './steps.ts';
import { TrafficStep } from './traffic-step.tsx';
import { WindowsStep } from './windows-step.tsx';
import { words } from './words.ts';

const contents = {
  traffic: TrafficStep,
  windows: WindowsStep,
  gate: GateStep,
  plan: PlanStep,
} as const;

/** The guided set-up: a service, its traffic, its windows, its gate, the first plan. */
export default function Setup() {
  const say = useSay(words);
  const common = useSay(shared);
  const may = useMay();
  const { data: me } = useAsk('readMe');
  const { name, service, isDone, at, isKnown, open } = useSteps();
  const { items: services } = useWhole('listServices');
  if (!me || !isKnown) return <p className="quiet">{common('loading')}</p>;
  if (!may('configure')) {
    return (
      <Screen title={say('title')}>
        <p>{say('mayNot')}</p>
      </Screen>
    );
  }
  const after = (step: StepName): StepName => stepNames[stepNames.indexOf(step) + 1] ?? 'plan';
  return (
    <Screen title={say('title')}>
      <p className="quiet setup-intro">{say('what')}</p>
      {services && services.length > 0 && (
        <p className="setup-intro">
          <label>
            {say('goOnWith')}{' '}
            <select
              value={service === null ? '' : service.name}
              onChange={({ target }) => open(null, target.value === '' ? null : target.value)}
            >
              <option value="">{say('another')}</option>
              {services.map((one) => (
                <option key={one.name}>{one.name}</option>
              ))}
            </select>
          </label>
        </p>
      )}
      <ol className="steps">
        {stepNames.map((step) => {
          const Content = step === 'service' ? null : contents[step];
          return (
            <Step
              key={step}
              name={step}
              isDone={isDone[step]}
              isOpen={at === step}
              onOpen={service === null ? null : () => open(step)}
            >
              {Content === null && (
                <ServiceStep
                  key={name}
                  service={service}
                  proposed={name ?? ''}
                  onMade={(made) => open('traffic', made)}
                />
              )}
              {Content !== null && service !== null && (
                <Content key={service.name} service={service} onNext={() => open(after(step))} />
              )}
              {service !== null && step !== 'plan' && (
                <p>
                  <button type="button" onClick={() => open(after(step))}>
                    {say(isDone[step] ? 'nextStep' : 'skip')}
                  </button>
                </p>
              )}
            </Step>
          );
        })}
      </ol>
    </Screen>
  );
}
