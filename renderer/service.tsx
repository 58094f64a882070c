import { createContext, type ReactNode, useContext } from 'react';
import { type Authority, authorityOf } from './bridge.ts';
import { useKnown } from './snapshot.tsx';

const ServiceShown = createContext<string | null>(null);

interface ServiceProviderProps {
  /** The `id` of the service that everything inside shows; null while there is none. */
  readonly service: string | null;
  readonly children: ReactNode;
}

/** Everything inside is about this service, and asks main about no other, whatever has come into view meanwhile. */
export function ServiceProvider({ service, children }: ServiceProviderProps) {
  return <ServiceShown value={service}>{children}</ServiceShown>;
}

/** Main's calls, about the service that is shown here. */
export const useAuthority = (): Authority => authorityOf(useContext(ServiceShown));

/** What people call the service that is shown here; null where there is only one, and nothing to tell apart. */
export function useServiceName(): string | null {
  const id = useContext(ServiceShown);
  const { snapshot } = useKnown();
  if (!snapshot || snapshot.services.length < 2) return null;
  return snapshot.services.find((service) => service.id === id)?.name ?? null;
}
