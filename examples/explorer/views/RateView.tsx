import { Choice } from '../parts/Choice';
import { Code } from '../parts/Code';
import { Curve } from '../parts/Curve';
import { Slider } from '../parts/Slider';
import { saveJson } from '../parts/save';
import { shownNumber } from '../parts/shownNumber';
import { Trouble } from '../parts/Trouble';
import { cancel, pause, startTraining, training } from '../state/training';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import { type Curves, type ScheduleName, scheduleNames } from '../worker/protocol';
import { rateCode } from './codes';
import { ConfusionMatrix } from './rate/ConfusionMatrix';
import { PastedHistory } from './rate/PastedHistory';
import { VerdictLine } from './rate/VerdictLine';

const said = words.rate;

/** Epochs that a verdict needs. */
const LEAST = 3;

/** A small training in the page, a verdict on its rate, and what accuracy hides. */
export function RateView() {
  return (
    <>
      <div class="controls">
        <Slider
          label={said.rate}
          of={training.exponent}
          {...{ min: -6, max: 0, step: 0.25 }}
          shown={(exponent) => shownNumber(10 ** exponent)}
        />
        <Choice
          label={said.schedule}
          value={training.schedule.value}
          options={scheduleNames.map((name) => [name, said.schedules[name]])}
          onChoose={(name) => {
            training.schedule.value = name as ScheduleName;
          }}
        />
        <Slider label={said.epochs} of={training.epochs} min={3} max={20} step={1} />
        <div class="buttons">
          <button type="button" class="main" disabled={training.runs.value} onClick={startTraining}>
            {said.train}
          </button>
          <button type="button" disabled={!training.runs.value} onClick={pause}>
            {training.isPaused.value ? said.resume : said.pause}
          </button>
          <button type="button" disabled={!training.runs.value} onClick={cancel}>
            {said.stop}
          </button>
        </div>
      </div>
      <Trouble of={training.failure} />
      <LiveCurves />
      <Code
        lines={rateCode(
          Number((10 ** training.exponent.value).toPrecision(3)),
          training.epochs.value,
        )}
      />
      <PastedHistory />
      <ConfusionMatrix />
    </>
  );
}

function LiveCurves() {
  const told = training.told.value;
  const { answer } = useAnswer('diagnose', () => curvesOf());
  if (told.length === 0) return <p class="hint">{said.hint}</p>;
  const of = (key: keyof (typeof told)[number]) => told.map((epoch) => epoch[key]);
  const end = String(told.length);
  return (
    <>
      <div class="row wide">
        <Curve
          label={said.loss}
          series={[
            { name: said.onTraining, values: of('loss') },
            { name: said.onOthers, values: of('validationLoss') },
          ]}
          {...{ x: said.epoch, y: said.loss, start: '1', end }}
        />
        <Curve
          label={said.accuracy}
          series={[
            { name: said.onTraining, values: of('accuracy') },
            { name: said.onOthers, values: of('validationAccuracy') },
          ]}
          {...{ x: said.epoch, y: said.accuracy, start: '1', end }}
        />
        <Curve
          label={said.rate}
          series={[{ name: said.rate, values: of('rate') }]}
          {...{ x: said.epoch, y: said.rate, start: '1', end }}
        />
      </div>
      {told.length >= LEAST && answer.value && <VerdictLine of={answer.value} />}
      <button type="button" onClick={() => saveJson(historyOf(), 'history')}>
        {said.save}
      </button>
    </>
  );
}

function curvesOf(): Curves | undefined {
  return training.told.value.length < LEAST ? undefined : historyOf();
}

/** As Keras names it. */
function historyOf() {
  const told = training.told.value;
  return {
    loss: told.map(({ loss }) => loss),
    acc: told.map(({ accuracy }) => accuracy),
    val_loss: told.map(({ validationLoss }) => validationLoss),
    val_acc: told.map(({ validationAccuracy }) => validationAccuracy),
    lr: told.map(({ rate }) => rate),
  };
}
