import { type RefObject, useEffect, useRef } from "react";
import { arrivedWhole, cleanDigits } from "./code.ts";

/** One input, six cells drawn by CSS: autofill, paste, undo and screen readers meet one field. */
export function CodeInput(props: {
  field: RefObject<HTMLInputElement | null>;
  value: string;
  bad: boolean;
  onValue: (digits: string) => void;
  onWhole: (digits: string) => void;
}) {
  const before = useRef(props.value);
  before.current = props.value;
  return (
    <div className={`code${props.bad ? " bad" : ""}`}>
      <input
        id="code"
        name="code"
        ref={props.field}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]*"
        value={props.value}
        aria-invalid={props.bad ? "true" : undefined}
        aria-describedby={props.bad ? "code-error" : undefined}
        onInput={(event) => {
          if ((event.nativeEvent as InputEvent).isComposing) return;
          const digits = cleanDigits(event.currentTarget.value);
          const whole = arrivedWhole(before.current, digits);
          event.currentTarget.value = digits;
          before.current = digits;
          props.onValue(digits);
          if (whole) props.onWhole(digits);
        }}
        onPaste={(event) => {
          const digits = cleanDigits(event.clipboardData?.getData("text") ?? "");
          if (digits.length !== 6) return;
          event.preventDefault();
          before.current = digits;
          props.onValue(digits);
          props.onWhole(digits);
        }}
      />
    </div>
  );
}

type OtpCredential = { code?: string };

/** WebOTP: the phone hands over the code of the message, if it can. Stops when the page is left. */
export function useWebOtp(challengeId: string, busy: boolean, hear: (digits: string) => void) {
  const heard = useRef(hear);
  heard.current = hear;
  const stop = useRef<AbortController | null>(null);
  useEffect(() => {
    if (!("OTPCredential" in window) || !navigator.credentials) return;
    const controller = new AbortController();
    stop.current = controller;
    const wanted = { otp: { transport: ["sms"] }, signal: controller.signal };
    navigator.credentials
      .get(wanted as CredentialRequestOptions)
      .then((credential) => {
        const digits = cleanDigits((credential as OtpCredential | null)?.code ?? "");
        if (digits.length === 6 && !controller.signal.aborted) heard.current(digits);
      })
      .catch(() => {
        // Refused or left: the person types the code.
      });
    return () => controller.abort();
  }, [challengeId]);
  useEffect(() => {
    if (busy) stop.current?.abort();
  }, [busy]);
}
