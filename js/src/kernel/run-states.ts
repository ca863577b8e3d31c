/** The states of a run in words. */

import type { RunState } from "../messages";

export type Tone = "run" | "wait" | "ok" | "bad" | "soft";

interface Words {
	title: string;
	tone: Tone;
	over: boolean;
	/** Said where the kernel gives no hint of its own. */
	hint?: string;
	/** Offer to run the same inputs again. */
	again?: boolean;
}

export const STATES: Record<RunState, Words> = {
	waiting: { title: "Waiting", tone: "wait", over: false },
	connecting: { title: "Connecting", tone: "wait", over: false },
	uploading: { title: "Uploading", tone: "run", over: false },
	queued: { title: "Queued", tone: "wait", over: false },
	running: { title: "Running", tone: "run", over: false },
	downloading: { title: "Downloading", tone: "run", over: false },
	done: { title: "Done", tone: "ok", over: true },
	failed: { title: "Failed", tone: "bad", over: true },
	cancelled: { title: "Cancelled", tone: "soft", over: true, again: true },
	stopped: {
		title: "Stopped waiting",
		tone: "soft",
		over: true,
		hint: "The app may go on with it; what it makes is not fetched.",
	},
	lost: {
		title: "Connection lost",
		tone: "bad",
		over: true,
		hint: "The app may have finished it, but the answer is gone. Run it again if that does no harm.",
		again: true,
	},
	timed_out: { title: "Timed out", tone: "bad", over: true, hint: "Allow more time, or try again.", again: true },
	queue_full: { title: "Queue full", tone: "bad", over: true, hint: "Try again in a moment.", again: true },
	rate_limited: {
		title: "Rate limited",
		tone: "bad",
		over: true,
		hint: "Wait a little, then run it again.",
		again: true,
	},
	quota_exceeded: {
		title: "Quota exceeded",
		tone: "bad",
		over: true,
		hint: "Sign in with a token to use your own quota, or wait until it is refilled.",
	},
	refused: { title: "Refused", tone: "bad", over: true, hint: "Change the inputs and run again." },
};

const UNKNOWN: Words = { title: "Unknown", tone: "soft", over: false };

/** A kernel newer than this page may know more states. */
export const wordsFor = (state: RunState): Words => STATES[state] ?? UNKNOWN;

export const isOver = (state: RunState): boolean => wordsFor(state).over;
