/**
 * The words spoken with the kernel; the mirror of `gradio_nb/widget/comm/messages.py`.
 * `tests/fixtures/messages.json` holds one of each and tests both sides.
 *
 * Kernel to browser: the trait `state` is a `Snapshot`, read when a page (re)loads. What changes
 * after it comes as a `Push`, numbered: `seq` goes up by one with each. A gap means that
 * something was lost: ask for everything again with `hello`.
 *
 * Browser to kernel: a `Request` with an id, answered by one `Reply` (media: several).
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A file that the kernel can give the bytes of, or take back as a value. */
export interface FileRef {
	__file__: string;
	name: string;
	size: number | null;
	type: string | null;
	/** Where it comes from, if that is another host than the app's: nothing of it is shown unasked. */
	host?: string;
}

/**
 * A variable of the notebook, read when the run begins; only ever the whole value of a parameter.
 * In the texts of the controls `text`, `code`, `multimodal` and `schema` `{{name}}` stands for one, `\{{name}}` for
 * these very letters; texts of the app come with the backslash.
 */
export interface VariableRef {
	__variable__: string;
}

/** A password that the kernel holds: no state of a page has it. It is sent back as it is. */
export interface SecretRef {
	__secret__: string;
}

/** What a control holds: wire JSON, with a FileRef wherever a file stands. */
export type FormValue = Json | FileRef | VariableRef | SecretRef | FormValue[] | { [key: string]: FormValue };

export interface Parameter {
	name: string;
	label: string;
	info: string;
	component: string;
	/** Which control draws it, a name registered in `inputs/`; unknown ones fall back to "json". */
	control: string;
	/** Python type as people write it, such as `str` or `list[str]` or `file`. */
	type: string;
	required: boolean;
	/** Whether None is a value of it. */
	nullable: boolean;
	/** False once the app has hidden it. */
	visible: boolean;
	/** What is sent when nothing is given; null when required. */
	default: FormValue;
	/** Example of the schema, for the JSON editor. */
	example: FormValue;
	choices: [label: string, value: Json][] | null;
	minimum: number | null;
	maximum: number | null;
	step: number | null;
	precision: number | null;
	lines: number;
	max_length: number | null;
	max_choices: number | null;
	placeholder: string;
	file_types: string[];
	multiple: boolean;
	custom_values: boolean;
	/** Whatever only one control wants: `language` (code), `include_time` (datetime), `password` (text). */
	options: { [key: string]: Json };
}

export interface Endpoint {
	/** With a leading slash. */
	name: string;
	/** `infer(prompt, seed=0) -> (image, seed)` */
	signature: string;
	description: string;
	parameters: Parameter[];
	returns: { name: string; label: string; component: string }[];
	examples: { label: string; values: { [parameter: string]: FormValue } }[];
	/** 0 first; 2 and over is plumbing that belongs under "more". */
	rank: number;
	/** Where it is a conversation: the parameters that take what is said and what was said before, and the return that answers. */
	talk: { message: string; history: string | null; answer: string } | null;
}

export interface Failure {
	/** Class name in `errors.py`, such as `AppError` or `BadArgument`. */
	kind: string;
	title: string;
	message: string;
	/** What to do next. */
	hint: string;
	/** Parameter name to what is wrong with it. */
	fields: { [parameter: string]: string };
}

export interface AppState {
	name: string;
	/** Address for a link, or "" where there is none yet. */
	url: string;
	version: string;
	state: "connecting" | "ready" | "failed" | "closed";
	/** What it is doing while connecting, such as "waking up". */
	detail: string;
	/** A Space that is used without a token. */
	anonymous: boolean;
	/** Bytes that it takes of a file; null where it sets no limit. */
	max_file_size: number | null;
	error: Failure | null;
}

export type RunState =
	| "waiting" // not sent yet: admission
	| "connecting" // being sent
	| "uploading"
	| "queued"
	| "running"
	| "downloading"
	// the ends
	| "done"
	| "failed"
	| "cancelled"
	| "stopped" // stopped waiting; the server may go on
	| "lost"
	| "timed_out"
	| "queue_full"
	| "rate_limited"
	| "quota_exceeded"
	| "refused";

export interface Progress {
	index: number | null;
	length: number | null;
	unit: string | null;
	/** 0 to 1, or null. */
	progress: number | null;
	desc: string | null;
}

export interface LogLine {
	level: "info" | "warning" | "success" | "error";
	title: string;
	/** Plain text: never to be put into the page as HTML. */
	message: string;
}

/** One output, ready to be drawn by the viewer registered for `kind` in `outputs/`. */
export interface Output {
	name: string;
	label: string;
	/** text markdown html number json label image audio video gallery compare file model table plot code chat highlight annotated; else "json" */
	kind: string;
	value: FormValue;
	/** Characters: too many for the value to be sent. It is the beginning of a text, else "". */
	cut?: number;
	/** Where it is cut and the run is over: a file of the text, or of the value as JSON. */
	whole?: FileRef;
	/** Whatever only one viewer wants. */
	[option: string]: FormValue | undefined;
}

/** A part of a stream. */
export interface StreamPart {
	file: FileRef;
	seconds: number;
	/** Its clock does not go on from the part before. */
	begins_anew: boolean;
}

/** Some rows of a table. */
export interface TablePage {
	data: Json[][];
	/** Where each row stands in the table, from 0. */
	places: number[];
	/** What is shown in place of the values, row by row. */
	shown: string[][] | null;
	/** CSS of each cell, as the app wrote it: never to be used as it is. */
	styles: string[][] | null;
}

export interface Run {
	id: number;
	endpoint: string;
	state: RunState;
	inputs: { [parameter: string]: FormValue };
	/** The inputs in a few words, for the list. */
	summary: string;
	/** Seconds since it began, when this was sent. */
	elapsed: number;
	/** 0 is next; null when not queued. */
	rank: number | null;
	queue_size: number | null;
	/** Seconds to the result as the server believes, counted from when this was sent. */
	eta: number | null;
	/** What is out of the ordinary, such as `server busy, trying again in 3 s` or `try 2 of 3`; or "". */
	note: string;
	/** Bytes moved and in all (null: unknown), while uploading or downloading. */
	transfer: { done: number; total: number | null } | null;
	/** Innermost last. */
	progress: Progress[];
	logs: LogLine[];
	/** Empty until the first partial result. */
	outputs: Output[];
	error: Failure | null;
	/** `result = Result(image=..., seed=7)`, once done. */
	shown: string;
}

/** A message of a conversation. */
export interface Message {
	role: string;
	/** Texts as `{text}`, files as `{file, alt}`. */
	content: FormValue[];
	title: string | null;
	/** Which of the things said it is, from 0; null for what was answered. */
	turn: number | null;
}

/** A conversation with an endpoint, the same as that of Python. */
export interface Talk {
	messages: Message[];
	/** What was said last, while it has no answer: that comes in the outputs of its run, or the run failed. */
	pending: {
		message: Message;
		/** Null until it has begun. */
		run: number | null;
		/** While the app is told again what came before: how much of it was told, and how much there is. The run is of that. */
		recalled: [done: number, total: number] | null;
	} | null;
	/** Why something could not be said, where no run tells it. */
	failure: Failure | null;
}

export interface Snapshot {
	seq: number;
	app: AppState;
	endpoints: Endpoint[];
	/** Name of the endpoint whose form is open, or "". */
	selected: string;
	/** What the forms hold, by endpoint; a parameter that is not there holds its default. */
	drafts: { [endpoint: string]: { [parameter: string]: FormValue } };
	/** Conversations by endpoint; one that is not there has not begun. */
	chat: { [endpoint: string]: Talk };
	/** Notebook variable that results go to, or "". */
	variable: string;
	/** Oldest first. */
	runs: Run[];
}

/** Kernel to browser, unasked. */
export type Push =
	/** Any of the top keys of the snapshot, whole. */
	| { push: "set"; seq: number; set: Partial<Omit<Snapshot, "seq" | "runs">> }
	/**
	 * A run, new or changed: `set` replaces keys of it; `append` adds text to the (string) value
	 * of the outputs at those positions, after `set` was done.
	 */
	| {
			push: "run";
			seq: number;
			id: number;
			set: Partial<Run>;
			append: { [output: string]: string };
	  };

/** Browser to kernel. Every one has `id`, unique in the page. */
export type Request =
	/** Greeting: first after load, and after a gap. Answer: `{snapshot, settled}`. */
	| { ask: "hello"; id: string; seq: number }
	/** Answer: `{run: number}`; a wrong value: an error with `fields`, and nothing was sent. */
	| { ask: "run"; id: string; endpoint: string; values: { [parameter: string]: FormValue } }
	/** Run what an earlier run was given; the answer as to `run`. */
	| { ask: "again"; id: string; run: number }
	/** Answer: `{}` */
	| { ask: "cancel"; id: string; run: number }
	/**
	 * Say something in a conversation; `at` -1, or in place of what was said at that turn, where the values may lack the
	 * message: it is then said once more. The kernel expands no `{{name}}` in a message that replaces another.
	 * Answer: `{}`, when it has begun, or is about to; an error as with `run`.
	 */
	| { ask: "say"; id: string; endpoint: string; values: { [parameter: string]: FormValue }; at: number }
	/**
	 * Take back what was said at a turn, and all that came after. Answer: `{message}`, what was said as its control holds
	 * it, escaped.
	 */
	| { ask: "unsay"; id: string; endpoint: string; at: number }
	/** Begin the conversation anew; an answer under way is stopped. Answer: `{}` */
	| { ask: "reset"; id: string; endpoint: string }
	/**
	 * What has changed in the form (300 ms after the last key): `values`, and the fields that went
	 * back to their defaults. Answer: `{}`, or `{secrets}`: by field, the references that the drafts have for passwords.
	 */
	| { ask: "draft"; id: string; endpoint: string; values: { [parameter: string]: FormValue }; unset: string[] }
	/** Another endpoint was picked. Answer: `{}` */
	| { ask: "select"; id: string; endpoint: string }
	/** Notebook variables that a parameter takes. Answer: `{variables: {name, shown}[]}`, `shown` in a few letters. */
	| { ask: "variables"; id: string; endpoint: string; parameter: string }
	/**
	 * Inputs that an output fits, this app's first: answer `{targets: Target[]}`. Then, to put it into one of them
	 * (a form of this app opens): answer `{}`; the draft comes as a push.
	 */
	| { ask: "targets"; id: string; run: number; output: string }
	| { ask: "hand"; id: string; run: number; output: string; target: string }
	/** Name of the notebook variable, "" for none. Answer: `{}`; no name for Python: an error. */
	| { ask: "variable"; id: string; name: string }
	/**
	 * A piece of a file, with the bytes as its one buffer, 2 MB at most, in order from `offset` 0
	 * (a file of no bytes is one empty piece). Answer to each: `{}`; to the last: `{file: FileRef}`.
	 * Two pieces may be under way.
	 */
	| { ask: "upload"; id: string; upload: string; name: string; type: string; size: number; offset: number }
	/** Forget an upload half-way. Answer: `{}` */
	| { ask: "drop"; id: string; upload: string }
	/**
	 * Bytes of a file from `offset`. Answer: `{offset, total, type, name}` and one buffer of
	 * 2 MB at most; ask again from the next offset until `total` is reached.
	 */
	| { ask: "media"; id: string; file: string; offset: number }
	/**
	 * Parts that there are by now of a file that is being streamed (`streaming` and `in_parts` in its output), from the one
	 * numbered `offset` on; their bytes are asked for with `media`. Answer: `{parts: StreamPart[], ended: boolean}`.
	 */
	| { ask: "parts"; id: string; file: string; offset: number }
	/** Bytes of a lazy module, gzipped, as with `media`; names as in `lazy.ts`. Answer: `{offset, total}` and one buffer. */
	| { ask: "asset"; id: string; name: string; offset: number }
	/**
	 * Rows of a table in a run's outputs, `count` of them from `offset`, after those without `search` in a cell were left
	 * out and the others sorted by a column (-1: not sorted) `ascending` or `descending`.
	 * Answer: `{data, places, shown, styles, matches, total}`, see `TablePage`.
	 */
	| {
			ask: "rows";
			id: string;
			run: number;
			output: string;
			offset: number;
			count: number;
			column: number;
			order: "ascending" | "descending";
			search: string;
	  }
	/** Connect again after a failure. Answer: `{}` */
	| { ask: "reconnect"; id: string };

/** An input that an output can be handed to. */
export interface Target {
	/** The kernel's word for it. */
	target: string;
	/** Name of the app; "" for the one of this panel. */
	app: string;
	endpoint: string;
	parameter: string;
	label: string;
}

/** Kernel to browser, the answer to a request. */
export type Reply = { reply: string; result: { [key: string]: Json } } | { reply: string; error: Failure };
