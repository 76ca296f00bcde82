/** Short names for what the API answers and takes, made from its OpenAPI description. */

import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type Operation = Schemas["Operation"];
export type OperationState = Operation["state"];
export type Change = Schemas["Change"];
export type Subscription = Schemas["SubscriptionOut"];
export type NewSubscription = Schemas["SubscriptionIn"];
export type SubscriptionPatch = Schemas["SubscriptionPatch"];
export type Delivery = Schemas["DeliveryOut"];
export type DeliveryWithAttempts = Schemas["DeliveryWithAttemptsOut"];
export type Event = Schemas["EventOut"];
export type Action = Schemas["OfferedAction"];
export type ClaimedJob = Schemas["ClaimedJob"];
