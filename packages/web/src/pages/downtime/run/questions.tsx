import { useEffect, useState } from 'react';
import type { Answer } from '../../../api/ask.ts';
import { useChange } from '../../../api/use.ts';
import { quoted } from '../../../parts/command-line.tsx';
import { Confirm } from '../../../parts/confirm.tsx';
import { Follows } from '../../../parts/follows.tsx';
import { useMay } from '../../../parts/may.ts';
import { When } from '../../../parts/when.tsx';
import { useSay } from '../../../words/words.tsx';
import type { Downtime } from '../stage.ts';
import { runWords } from './words.ts';

type RunOf = Answer<'readRun'>;
type Question = RunOf['questions'][number];
type Word = 'done' | 'again' | 'failed';

/** What a run asks of people, and the answers to it, each with what would follow. */
export function Questions({ run, downtime }: { readonly run: RunOf; readonly downtime: Downtime }) {
  const say = useSay(runWords);
  const may = useMay();
  const [chosen, setChosen] = useState<{ question: Question; word: Word } | null>(null);
  if (run.questions.length === 0 && chosen === null) return null;
  const label = (about: Question['about'], word: Word): string => {
    if (about === 'confirm') return say(word === 'done' ? 'answerYes' : 'answerNo');
    return say(({ done: 'answerDone', again: 'answerAgain', failed: 'answerFailed' } as const)[word]);
  };
  const words = (about: Question['about']): Word[] =>
    about === 'confirm' ? ['done', 'failed'] : ['done', 'again', 'failed'];
  return (
    <section className="questions" aria-label={say('asks')}>
      {run.questions.map((question) => (
        <div
          className="question"
          key={`${question.part} ${question.phase} ${question.place} ${question.attempt}`}
        >
          <p>
            <strong>{question.step}</strong>: {question.text}{' '}
            <span className="quiet">
              <When at={question.askedAt} zone={downtime.zone} />
            </span>
          </p>
          {may('run', downtime.services) && (
            <p className="actions">
              {words(question.about).map((word) => (
                <button key={word} type="button" onClick={() => setChosen({ question, word })}>
                  {label(question.about, word)}
                </button>
              ))}
            </p>
          )}
        </div>
      ))}
      {chosen && (
        <AnswerDialog
          {...chosen}
          title={`${chosen.question.step}: ${label(chosen.question.about, chosen.word)}`}
          hasSeveral={run.questions.length > 1}
          downtime={downtime}
          onClose={() => setChosen(null)}
        />
      )}
    </section>
  );
}

function AnswerDialog({
  question: { part, phase, place, attempt, step, text },
  word,
  title,
  hasSeveral,
  downtime: { id, zone },
  onClose,
}: {
  readonly question: Question;
  readonly word: Word;
  readonly title: string;
  readonly hasSeveral: boolean;
  readonly downtime: Downtime;
  readonly onClose: () => void;
}) {
  const say = useSay(runWords);
  const answer = useChange('answerRun');
  const preview = useChange('answerRun');
  const body = { part, phase, place, attempt, answer: word };
  const { mutate } = preview;
  useEffect(() => {
    mutate({
      params: { id },
      query: { dryRun: 'true' },
      body: { part, phase, place, attempt, answer: word },
    });
  }, [mutate, id, part, phase, place, attempt, word]);
  return (
    <Confirm
      title={title}
      action={title}
      hasWhy
      isDanger={word === 'failed'}
      isReady={preview.data !== undefined}
      isBusy={answer.isPending}
      line={`lull run answer ${id} ${word}${hasSeveral ? ` --step ${quoted(step)}` : ''}`}
      error={answer.error ?? preview.error}
      onClose={onClose}
      onDo={(why) =>
        answer.mutate({ params: { id }, body: { ...body, ...(why ? { why } : {}) } }, { onSuccess: onClose })
      }
    >
      <p>{text}</p>
      <h3>{say('follows')}</h3>
      {preview.data && <Follows follows={preview.data.follows} zone={zone} />}
    </Confirm>
  );
}
