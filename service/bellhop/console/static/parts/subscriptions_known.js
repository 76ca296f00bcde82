// The subscriptions of a tenant by id: lists say where a delivery goes, not only to which id.
import { of } from "../lib/api.js";
import { all } from "../lib/list_store.js";
import { useStore } from "../lib/store.js";

const NONE = new Map();

/** @returns {Map<string, {id: string, uri: string, state: string}>} empty until they are read, or where one may not */
export function useSubscriptions(tenant) {
  const store = useStore(
    async (signal) => new Map((await all(of(tenant, "subscriptions"), signal)).map((each) => [each.id, each])),
    [tenant],
    { every: 0 },
  );
  return store.data ?? NONE;
}
