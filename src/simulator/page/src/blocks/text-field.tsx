import { type ChangeEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { plainWords } from '../text/plain.ts';
import type { ElementProps } from './element.tsx';
import { fieldId, type Host, marksOf, tellsApp, useHost } from './host.ts';
import type { ElementValue } from './shapes.ts';

const QUIET_MS = 450;
const COUNT_FROM = 0.8;

const inputModes: Record<string, 'decimal' | 'email' | 'url'> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
};
const placeholders: Record<string, string> = { email_text_input: 'name@company.example', url_text_input: 'https://' };

/** Lines grow with what is typed, from three up to twelve. */
const rowsFor = (text: string): number =>
  Math.min(
    14,
    Math.max(
      3,
      text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 72), 0),
    ),
  );

/** When a text field tells the app: on Enter, or a moment after the last key, whichever its configuration names. */
function useDispatch({ place }: ElementProps) {
  const host = useHost();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const triggers = place.element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const active = tellsApp(place);
  return {
    typed(value: ElementValue) {
      clearTimeout(timer.current);
      if (active && triggers.includes('on_character_entered'))
        timer.current = setTimeout(() => void host.fire(place, value), QUIET_MS);
    },
    /** True when Enter was for the app. */
    entered(value: ElementValue): boolean {
      if (!active || !triggers.includes('on_enter_pressed')) return false;
      void host.fire(place, value);
      return true;
    },
  };
}

/** How much may still be typed, where the end is near. */
function CharCount({ text, max }: { text: string; max: number | undefined }) {
  if (max === undefined || text.length < max * COUNT_FROM) return null;
  return <span className="char-count">{max - text.length}</span>;
}

/** What a field for this element looks like, whoever fills it. */
function fixedProps({ place, describedBy }: ElementProps, host: Host) {
  const { element } = place;
  const placeholder = plainWords(element.placeholder);
  return {
    id: fieldId(host, place),
    disabled: host.disabled,
    placeholder: placeholder || placeholders[element.type],
    maxLength: element.type === 'plain_text_input' ? element.max_length : undefined,
    'aria-describedby': describedBy,
    'aria-invalid': host.errors[place.blockId] !== undefined || undefined,
    'aria-label': place.isInput ? undefined : placeholder || undefined,
    'data-autofocus': element.focus_on_load || undefined,
    ...marksOf(place),
  };
}

/** Enter sends a line; in a field of many lines it takes the control key. */
function isSending(event: KeyboardEvent, isMultiline: boolean): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return false;
  return !isMultiline || event.metaKey || event.ctrlKey;
}

export function TextField({ place, describedBy }: ElementProps) {
  const host = useHost();
  const { element } = place;
  const dispatch = useDispatch({ place });
  const held = host.valueOf(place);
  const text = typeof held.value === 'string' ? held.value : '';
  const multiline = element.multiline === true;
  const common = {
    ...fixedProps({ place, describedBy }, host),
    value: text,
    onChange(event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) {
      const value = { type: element.type, value: event.target.value || null };
      host.edit(place, value);
      dispatch.typed(value);
    },
    onKeyDown(event: KeyboardEvent) {
      if (!isSending(event, multiline)) return;
      event.preventDefault();
      if (!dispatch.entered(held)) host.submit?.();
    },
  };
  return (
    <div className="text-field">
      {multiline ? (
        <textarea {...common} rows={rowsFor(text)} />
      ) : (
        <input {...common} type="text" inputMode={inputModes[element.type]} autoComplete="off" />
      )}
      <CharCount text={text} max={element.max_length} />
    </div>
  );
}
