/** Sound into a WAV file of 16 bits: what every app reads, whatever it has of ffmpeg. */
export function wav(channels: readonly Float32Array[], rate: number, name: string): File {
	const frames = channels[0]?.length ?? 0;
	const width = channels.length * 2;
	const view = new DataView(new ArrayBuffer(44 + frames * width));
	const word = (at: number, letters: string) => {
		for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i));
	};
	word(0, "RIFF");
	view.setUint32(4, 36 + frames * width, true);
	word(8, "WAVEfmt ");
	view.setUint32(16, 16, true);
	view.setUint16(20, 1, true);
	view.setUint16(22, channels.length, true);
	view.setUint32(24, rate, true);
	view.setUint32(28, rate * width, true);
	view.setUint16(32, width, true);
	view.setUint16(34, 16, true);
	word(36, "data");
	view.setUint32(40, frames * width, true);
	let at = 44;
	for (let i = 0; i < frames; i++)
		for (const samples of channels) {
			view.setInt16(at, Math.round(Math.max(-1, Math.min(1, samples[i] ?? 0)) * 32767), true);
			at += 2;
		}
	return new File([view.buffer], name, { type: "audio/wav" });
}

/** The part of a sound from one second to another, as a WAV file. */
export function cut(sound: AudioBuffer, from: number, to: number, name: string): File {
	const [first, last] = [from, to].map((time) => Math.round(time * sound.sampleRate)) as [number, number];
	const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i).slice(first, last));
	return wav(channels, sound.sampleRate, name);
}

export async function decoded(bytes: ArrayBuffer): Promise<AudioBuffer> {
	const context = new AudioContext();
	try {
		return await context.decodeAudioData(bytes);
	} finally {
		void context.close();
	}
}
