import type { PagePerson } from '../../../page-api.ts';
import { Icon } from './icons.tsx';

/** Two letters on a person's colour; the app has a drawing instead. */
export function Avatar({ person, size = 36 }: { person: PagePerson | undefined; size?: number }) {
  const style = {
    width: size,
    height: size,
    fontSize: Math.round(size * 0.4),
    background: person?.color ?? 'var(--faint)',
  };
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {person?.isBot ? <Icon name="bolt" size={Math.round(size * 0.62)} /> : (person?.initials ?? '?')}
    </span>
  );
}
