export { type PushVerdict, signPushRequest, verifyPushRequest } from "./auth.ts";
export { type OneOrMany, type PushAnswer, pushAnswer, pushBody } from "./body.ts";
export { openPushNotification, type PushNotification, sealPushNotification } from "./notification.ts";
export {
  type PushRequest,
  type PushSubscribeRequest,
  type PushUnsubscribeRequest,
  pushSubscribeRequest,
  pushUnsubscribeRequest,
} from "./request.ts";
