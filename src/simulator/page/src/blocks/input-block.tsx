import { plainWords } from '../text/plain.ts';
import { ElementView } from './element.tsx';
import { fieldId, useHost } from './host.ts';
import type { BlockShape } from './shapes.ts';
import { actionIdOf, type Place } from './view-state.ts';

const grouped = new Set(['checkboxes', 'radio_buttons']);

/** Label, field, hint, and what is wrong with it. */
export function InputBlock({ block, blockId }: { block: BlockShape; blockId: string }) {
  const host = useHost();
  if (!block.element) return null;
  const place: Place = { block, element: block.element, blockId, actionId: actionIdOf(block.element), isInput: true };
  const id = fieldId(host, place);
  const error = host.errors[blockId];
  const hint = plainWords(block.hint);
  const describedBy = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ') || undefined;
  const label = (
    <>
      {plainWords(block.label)}
      {block.optional && <span className="optional"> (optional)</span>}
    </>
  );
  const below = (
    <>
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
  if (grouped.has(place.element.type)) {
    return (
      <fieldset className={error ? 'field wrong' : 'field'}>
        <legend>{label}</legend>
        <ElementView place={place} describedBy={describedBy} />
        {below}
      </fieldset>
    );
  }
  return (
    <div className={error ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      <ElementView place={place} describedBy={describedBy} />
      {below}
    </div>
  );
}
