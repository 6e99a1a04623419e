// Whose background job is it? The framework has no way to ask, so that the job must be announced to its user first:
//   frappe.publish_realtime("task_announced", {"task_id": task_id}, user=user)
// Only the server can publish. Without an announcement nobody may follow a job.

const EVENT = "task_announced";
const USER_ROOM = /^user:(.+)$/s;
const DAY = 24 * 60 * 60 * 1000;

export class TaskOwners {
	/** Announcements are forgotten after `lifetime` milliseconds, the oldest ones when there are more than `limit`. */
	constructor({ lifetime = DAY, limit = 10000, now = Date.now } = {}) {
		Object.assign(this, { lifetime, limit, now, owners: new Map() });
	}

	/** Look at a message on its way to a room, and remember it when it announces a job. */
	note(site, { room, event, message }) {
		const user = event === EVENT && USER_ROOM.exec(room ?? "")?.[1];
		const task = message?.task_id;
		if (!user || typeof task !== "string" || !task) return;
		const key = `${site}\n${task}`;
		// the first announcement counts: a job does not change hands
		if (this.find(key)) return;
		this.owners.delete(key);
		this.owners.set(key, { user, until: this.now() + this.lifetime });
		if (this.owners.size > this.limit) this.owners.delete(this.owners.keys().next().value);
	}

	/** May this user of this site follow the job? */
	isOwner(site, task, user) {
		return this.find(`${site}\n${task}`)?.user === user;
	}

	find(key) {
		const owner = this.owners.get(key);
		return owner && owner.until > this.now() ? owner : undefined;
	}
}
