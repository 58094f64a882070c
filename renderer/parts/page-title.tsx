import { useServiceName } from '../service.tsx';
import { MarkedText } from './marked-text.tsx';

/** A page's heading, with the service that it is about where there are several. */
export function PageTitle({ title }: { readonly title: string }) {
  const service = useServiceName();
  return (
    <h1>
      {title}
      {service !== null && (
        <span className="page-service">
          {' · '}
          <MarkedText text={service} />
        </span>
      )}
    </h1>
  );
}
