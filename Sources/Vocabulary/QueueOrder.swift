import Specs

/// Which of its jobs a station with servers works on. Ties go to the job that came first.
public enum QueueOrder: String, CaseIterable, SpecValue {
  /// First come, first served.
  case fifo
  /// Last come, first served.
  case lifo
  /// The class of least priority number first (Cobham 1954).
  case priority
  /// Least predicted work first.
  case sjf
  /// Least predicted work left first, with interruption (Schrage & Miller 1966).
  case srpt
  /// Earliest deadline first (Liu & Layland 1973).
  case edf
  /// Least laxity first: the job that must begin soonest to meet its deadline, by its predicted work.
  case llf
  /// Least attained service first, in quanta, with interruption (Kleinrock 1976).
  case las
  /// Multi-level feedback: a job that has used up its quantum goes down a level, with interruption (Corbató 1962).
  case mlfq
  /// Weighted fair queueing between clients, by virtual time (Demers, Keshav & Shenker 1989).
  case wfq
  /// All at once: the servers are shared equally (Kleinrock 1967).
  case ps

  /// Jobs in service are always interrupted for better ones.
  public var alwaysInterrupts: Bool { [.srpt, .las, .mlfq].contains(self) }
  /// Jobs in service can be interrupted for better ones.
  public var mayInterrupt: Bool { alwaysInterrupts || [.lifo, .priority, .sjf, .edf].contains(self) }
}
