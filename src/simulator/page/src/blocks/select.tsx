import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icons.tsx';
import { Popover } from '../parts/popover.tsx';
import { useDirectory } from '../state/context.ts';
import { plainWords } from '../text/plain.ts';
import { type Choosable, chosenIn, isMany, valueFor } from './choices.ts';
import { useConfirm } from './confirm.tsx';
import type { ElementProps } from './element.tsx';
import { fieldId, marksOf, tellsApp, useHost } from './host.ts';
import { OfferList, useOffer } from './offer.tsx';

/** What is chosen, and how that changes. */
function useChoice({ place }: ElementProps) {
  const host = useHost();
  const directory = useDirectory();
  const { ask, dialog } = useConfirm();
  const { element } = place;
  const held = host.valueOf(place);
  const chosen = chosenIn(element, held, directory);
  const keep = (next: readonly Choosable[]) => {
    const value = valueFor(element, next);
    host.edit(place, value);
    if (tellsApp(place))
      ask(
        element.confirm,
        () => void host.fire(place, value),
        () => host.edit(place, held),
      );
  };
  const without = (id: string) => chosen.filter((one) => one.id !== id);
  return {
    chosen,
    dialog,
    keep,
    drop: (id: string) => keep(without(id)),
    toggle(choice: Choosable) {
      const rest = without(choice.id);
      const full = chosen.length >= (element.max_selected_items ?? Number.POSITIVE_INFINITY);
      if (rest.length < chosen.length) keep(rest);
      else if (!full) keep([...chosen, choice]);
    },
  };
}

/** The list: open or not, what is searched for, and where the arrow keys stand. */
function useList() {
  const [list, setList] = useState({ open: false, query: '', at: 0 });
  return {
    ...list,
    show: () => setList((now) => ({ ...now, open: true })),
    search: (query: string) => setList({ open: true, query, at: 0 }),
    move: (by: number, count: number) => setList((now) => ({ ...now, at: (now.at + by + count) % Math.max(1, count) })),
    close: () => setList({ open: false, query: '', at: 0 }),
  };
}

function Chips({
  chosen,
  disabled,
  onDrop,
}: {
  chosen: readonly Choosable[];
  disabled: boolean;
  onDrop: (id: string) => void;
}) {
  return chosen.map((one) => (
    <span key={one.id} className="chip">
      {one.person && <Avatar person={one.person} size={18} />}
      {one.label}
      <button type="button" aria-label={`Remove ${one.label}`} disabled={disabled} onClick={() => onDrop(one.id)}>
        <Icon name="close" size={12} />
      </button>
    </span>
  ));
}

/** What a key does in the list: a step up or down, or 0 to choose. */
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Enter: 0 };

/** Every kind of select: a field that filters as one types, and a list. */
export function Select({ place, describedBy }: ElementProps) {
  const host = useHost();
  const { chosen, keep, drop, toggle, dialog } = useChoice({ place });
  const list = useList();
  const offer = useOffer(place, list.query, list.open);
  const box = useRef<HTMLDivElement>(null);
  const { element } = place;
  const many = isMany(element);
  const disabled = host.disabled || host.isBusy(place);
  const single = many ? undefined : chosen[0];

  const pick = (choice: Choosable | undefined) => {
    if (!choice) return;
    if (many) {
      list.search('');
      return toggle(choice);
    }
    list.close();
    keep([choice]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const last = chosen.at(-1);
    if (event.key === 'Tab') list.close();
    if (event.key === 'Backspace' && many && last && list.query === '') drop(last.id);
    if (step === undefined) return;
    event.preventDefault();
    if (!list.open) list.show();
    else if (step === 0) pick(offer.choices[list.at]);
    else list.move(step, offer.choices.length);
  };

  return (
    <div className={`select ${many ? 'many' : ''} ${list.open ? 'open' : ''}`} ref={box}>
      {many && <Chips chosen={chosen} disabled={disabled} onDrop={drop} />}
      {single?.person && !list.open && <Avatar person={single.person} size={20} />}
      <SelectInput
        place={place}
        describedBy={describedBy}
        list={list}
        offered={offer.choices.length}
        chosen={chosen}
        disabled={disabled}
        onKeyDown={onKeyDown}
      />
      {single && place.block.optional && !disabled && (
        <button type="button" className="select-clear" aria-label={`Clear ${single.label}`} onClick={() => keep([])}>
          <Icon name="close" size={14} />
        </button>
      )}
      <span className="select-arrow">
        <Icon name="chevron" size={14} />
      </span>
      {list.open && (
        <Popover anchor={box as RefObject<HTMLElement | null>} onClose={list.close} fit className="offer-box">
          <OfferList
            id={`${fieldId(host, place)}-list`}
            offer={offer}
            chosen={chosen}
            at={list.at}
            many={many}
            onPick={pick}
          />
        </Popover>
      )}
      {dialog}
    </div>
  );
}

interface InputProps extends ElementProps {
  list: ReturnType<typeof useList>;
  offered: number;
  chosen: readonly Choosable[];
  disabled: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
}

function SelectInput({ place, describedBy, list, offered, chosen, disabled, onKeyDown }: InputProps) {
  const host = useHost();
  const { element } = place;
  const id = fieldId(host, place);
  const single = isMany(element) ? undefined : chosen[0]?.label;
  const placeholder = plainWords(element.placeholder) || 'Select an option';
  return (
    <input
      id={id}
      role="combobox"
      autoComplete="off"
      spellCheck={false}
      aria-expanded={list.open}
      aria-controls={`${id}-list`}
      aria-activedescendant={list.open && offered > 0 ? `${id}-list-${list.at}` : undefined}
      aria-describedby={describedBy}
      aria-invalid={host.errors[place.blockId] !== undefined || undefined}
      aria-label={place.isInput ? undefined : (element.accessibility_label ?? placeholder)}
      disabled={disabled}
      placeholder={isMany(element) && chosen.length > 0 ? '' : (single ?? placeholder)}
      value={list.open ? list.query : (single ?? '')}
      data-autofocus={element.focus_on_load || undefined}
      onChange={(event) => list.search(event.target.value)}
      onClick={list.show}
      onBlur={list.close}
      onKeyDown={onKeyDown}
      {...marksOf(place)}
    />
  );
}
