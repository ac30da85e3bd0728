import { type ReactNode, useEffect, useRef } from 'react';
import { useDirectory } from '../state/context.ts';
import { fieldValue, fromField } from '../text/dates.ts';
import { plainWords } from '../text/plain.ts';
import { useConfirm } from './confirm.tsx';
import type { ElementProps } from './element.tsx';
import { fieldId, marksOf, tellsApp, useHost } from './host.ts';
import type { ElementValue } from './shapes.ts';

/** Typing a date passes through other valid ones, so the app hears of it when it has rested. */
const REST_MS = 600;

interface FieldProps extends ElementProps {
  type: 'date' | 'time' | 'datetime-local';
  toField: (value: ElementValue) => string;
  fromInput: (text: string) => Record<string, unknown>;
}

function Field({ place, describedBy, type, toField, fromInput }: FieldProps): ReactNode {
  const host = useHost();
  const { ask, dialog } = useConfirm();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const { element } = place;
  const held = host.valueOf(place);
  const change = (text: string) => {
    const value = { type: element.type, ...fromInput(text) };
    host.edit(place, value);
    clearTimeout(timer.current);
    if (!tellsApp(place)) return;
    timer.current = setTimeout(
      () =>
        ask(
          element.confirm,
          () => void host.fire(place, value),
          () => host.edit(place, held),
        ),
      REST_MS,
    );
  };
  return (
    <>
      <input
        type={type}
        className={`time-field ${type}`}
        id={fieldId(host, place)}
        value={toField(held)}
        disabled={host.disabled || host.isBusy(place)}
        aria-describedby={describedBy}
        aria-invalid={host.errors[place.blockId] !== undefined || undefined}
        aria-label={place.isInput ? undefined : plainWords(element.placeholder) || 'Date'}
        data-autofocus={element.focus_on_load || undefined}
        onChange={(event) => change(event.target.value)}
        {...marksOf(place)}
      />
      {dialog}
    </>
  );
}

const words = (held: unknown): string => (typeof held === 'string' ? held : '');

export const DateField = (props: ElementProps) => (
  <Field
    {...props}
    type="date"
    toField={(value) => words(value.selected_date)}
    fromInput={(text) => ({ selected_date: text || null })}
  />
);

export const TimeField = (props: ElementProps) => (
  <Field
    {...props}
    type="time"
    toField={(value) => words(value.selected_time)}
    fromInput={(text) => ({ selected_time: text || null })}
  />
);

/** Slack counts seconds since the epoch here; the field shows the reader's own zone. */
export function DateTimeField(props: ElementProps) {
  const { zone } = useDirectory();
  return (
    <Field
      {...props}
      type="datetime-local"
      toField={({ selected_date_time: seconds }) =>
        typeof seconds === 'number' ? fieldValue(seconds * 1000, zone) : ''
      }
      fromInput={(text) => {
        const at = fromField(text, zone);
        return { selected_date_time: at === undefined ? null : Math.floor(at / 1000) };
      }}
    />
  );
}
