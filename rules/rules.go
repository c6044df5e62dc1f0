// Package rules holds one file of code and one page of documentation a rule.
package rules

import (
	"embed"

	"threadlsp/analyzer"
)

// All lists every rule in order of code. A rule that is not here fails TestAll.
var All = []*analyzer.Rule{
	argsNotTuple,
	argumentsMismatch,
	targetCalled,
	coroutineTarget,
	misplacedTarget,
	missingSuperInit,
	threadAttributeOverridden,
	runSignature,
	loopVariableCaptured,
	unpicklableProcessTarget,
	misspeltThreadAttribute,
	missingJoin,
	runInsteadOfStart,
	startedTwice,
	neverStarted,
	startResultUsed,
	daemonSetAfterStart,
	joinTimeoutUnchecked,
	daemonThreadLosesWork,
	threadStartedAtImport,
	executorNotShutdown,
	futureResultIgnored,
	serialSubmit,
	joinBeforeStartOrSelf,
	endlessNonDaemonThread,
	exitInThread,
	startedBeforeInitialized,
	stopWithoutJoin,
	threadHandleLost,
	methodNotCalled,
	executorUnused,
	emptyJoinLoop,
	cpuBoundThread,
	busyWait,
	sleepPolling,
	sleepAsSynchronization,
	uninterruptibleSleep,
	emptyRecvIgnored,
	acquireWithoutRelease,
	acquireResultIgnored,
	lockPerCall,
	selfDeadlock,
	lockOrderInversion,
	blockingCallUnderLock,
	waitWithoutLoop,
	conditionWithoutLock,
	waitHoldingAnotherLock,
	releaseUnheld,
	queueEmptyThenGet,
	missingTaskDone,
	sentinelShortage,
	poolWaitsOnItself,
	callbackUnderLock,
	barrierMismatch,
	semaphoreOverRelease,
	lockRebound,
	missedNotification,
	notifyWakesOne,
	stopFlagUnseen,
	lockInFinalizer,
	withAcquire,
	joinUnderLock,
	withBooleanLocks,
	inconsistentLock,
	lostUpdate,
	checkThenAct,
	lazyInitRace,
	iterationWhileMutated,
	sharedIterator,
	guardedByViolated,
	threadLocalMisuse,
	liveViewEscapesLock,
	testBeforeLock,
	lockAcrossAwait,
	preexecFn,
	processQueueJoinDeadlock,
	threadObjectInProcess,
	processStartWithoutGuard,
	deprecatedName,
	unusedSuppression,
	unknownRuleInSuppression,
}

//go:embed *.md
var pages embed.FS

// Page returns the rule's one page of documentation.
func Page(r *analyzer.Rule) []byte {
	b, err := pages.ReadFile(r.Name + ".md")
	if err != nil {
		panic(err) // TestAll proves it cannot happen
	}
	return b
}
