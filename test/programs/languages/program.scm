(import (scheme base) (scheme write) (scheme inexact) (scheme lazy))

(define (show . values)
  (for-each display values)
  (newline)
  (flush-output-port))

(define (fibonacci n) (if (< n 2) n (+ (fibonacci (- n 1)) (fibonacci (- n 2)))))
(define (factorial n) (if (zero? n) 1 (* n (factorial (- n 1)))))
(define (count-to n) (let loop ((i n) (made '())) (if (zero? i) made (loop (- i 1) (cons i made)))))

(show (fibonacci 18) " " (factorial 60) " " (quotient (factorial 50) (factorial 47)) " " (/ 10 4) " " (expt 2 100))
(show (sqrt 2) " " (exp 1) " " (inexact 1/3) " " (exact (floor 2.7)) " " (number->string 255 16))

(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
(define here (make-point 1 2))
(set-point-x! here 10)
(show (point-x here) (point? here) (point? 5))

(show (call/cc (lambda (return) (for-each (lambda (x) (if (> x 3) (return x))) (count-to 5)) 'none)))
(define again #f)
(define times 0)
(define (return-often)
  (show "returned " (call/cc (lambda (k) (set! again k) 0)))
  (set! times (+ times 1))
  (if (< times 3) (again times)))
(return-often)

(show (guard (error ((symbol? error) (list 'symbol error)) ((string? error) error))
  (dynamic-wind (lambda () (show "in")) (lambda () (raise "text")) (lambda () (show "out")))))
(show (guard (error ((error-object? error) (error-object-message error))) (error "bad thing" 1 2)))
(show (guard (error (#t 'caught)) (vector-ref (vector 1 2) 5)))

(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((kept a)) (set! a b) (set! b kept)))))
(define one 1)
(define two 2)
(swap! one two)
(show one two (force (delay (* 6 7))) (let-values (((q r) (floor/ -7 2))) (list q r)))

(define level (make-parameter 1))
(show (parameterize ((level 5)) (level)) (level))
(show (apply + (count-to 2000)) " " (vector-map + #(1 2) #(10 20)) " " (string->list "aλ€"))
(show (let loop ((i 0) (sum 0)) (if (= i 100000) sum (loop (+ i 1) (+ sum (remainder i 7))))))
(show (let ((port (open-input-string "hello (1 2) x"))) (read-line port)))
(fibonacci 10)
