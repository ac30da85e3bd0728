import { useState } from 'react';
import { createPortal } from 'react-dom';
import { Icon } from './icons.tsx';

function Lightbox({ url, alt, title, onClose }: { url: string; alt: string; title: string; onClose: () => void }) {
  return createPortal(
    <div
      className="lightbox"
      role="dialog"
      aria-modal="true"
      aria-label={title || alt || 'Image'}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Tab') event.preventDefault();
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className="lightbox-head">
        <strong>{title || alt}</strong>
        {/* biome-ignore lint/a11y/noAutofocus: the picture covers the page, and Escape has to reach it */}
        <button type="button" className="icon-button" aria-label="Exit picture" onClick={onClose} autoFocus>
          <Icon name="close" size={22} />
        </button>
      </div>
      <button type="button" className="lightbox-picture" aria-label="Back to the messages" onClick={onClose}>
        <img src={url} alt={alt} />
      </button>
      {alt && <p className="lightbox-foot">{alt}</p>}
    </div>,
    document.body,
  );
}

/** A picture with its title; a click shows it large. */
export function ImageFigure({ url, alt, title }: { url: string; alt: string; title?: string }) {
  const [large, setLarge] = useState(false);
  return (
    <figure className="figure">
      {title && <figcaption>{title}</figcaption>}
      <button type="button" className="figure-picture" onClick={() => setLarge(true)} title="Show large">
        <img src={url} alt={alt} loading="eager" />
      </button>
      {large && <Lightbox url={url} alt={alt} title={title ?? ''} onClose={() => setLarge(false)} />}
    </figure>
  );
}
