import Foundation
import Testing
import Torch
import Training

/// The learning rate from step to step and from epoch to epoch.
@Suite struct LearningRateTests {
    private func stage(_ schedule: ScheduleName, epochs: Int = 5, warmup: Double = 0, floor: Double = 0) -> Stage {
        var stage = Stage()
        stage.schedule = schedule
        stage.epochs = epochs
        stage.learningRate = 0.1
        stage.warmupEpochs = warmup
        stage.minimumLearningRate = floor
        return stage
    }

    private func expectClose(_ rates: [Double], _ expected: [Double]) {
        #expect(rates.count == expected.count)
        for (rate, wanted) in zip(rates, expected) { #expect(abs(rate - wanted) < 1e-12, "\(rates)") }
    }

    @Test func aConstantRateClimbsOnceAndStays() {
        let flat = LearningRateCourse(stage: stage(.constant), stepsPerEpoch: 4)
        expectClose((0..<20).map(flat.rate), [Double](repeating: 0.1, count: 20))
        let warm = LearningRateCourse(stage: stage(.constant, warmup: 1), stepsPerEpoch: 4)
        expectClose((0..<6).map(warm.rate), [0.025, 0.05, 0.075, 0.1, 0.1, 0.1])
    }

    /// Four ranks with a batch each: from the rate to its fourfold in two epochs (Goyal et al. 2017).
    @Test func aScaledRateClimbsFromTheStagesOwn() {
        let course = LearningRateCourse(stage: stage(.constant), stepsPerEpoch: 2, scale: 4)
        expectClose((0..<6).map(course.rate), [0.175, 0.25, 0.325, 0.4, 0.4, 0.4])
        let longer = LearningRateCourse(stage: stage(.constant, warmup: 3), stepsPerEpoch: 1, scale: 2)
        expectClose((0..<4).map(longer.rate), [0.4 / 3, 0.5 / 3, 0.2, 0.2])
        var plateau = LearningRateCourse(stage: stage(.plateau), stepsPerEpoch: 1, scale: 4)
        for _ in 0..<4 { _ = plateau.endEpoch(validationLoss: 1) }
        #expect(abs(plateau.rate(step: 4) - 0.2) < 1e-12)
    }

    /// 0.5 epochs of 5 steps are 2.5 steps: the third is the first at the full rate.
    @Test func warmUpMayBeAFractionOfAnEpoch() {
        let warm = LearningRateCourse(stage: stage(.constant, warmup: 0.5), stepsPerEpoch: 5)
        expectClose((0..<5).map(warm.rate), [0.1 / 3, 0.2 / 3, 0.1, 0.1, 0.1])
        let cosine = LearningRateCourse(stage: stage(.cosine, epochs: 2, warmup: 0.5), stepsPerEpoch: 5)
        expectClose((0..<3).map(cosine.rate), [0.1 / 3, 0.2 / 3, 0.1])
        for step in 3..<10 {
            let fraction = (Double(step) - 2.5) / 7.5
            expectClose([cosine.rate(step: step)], [0.05 * (1 + cos(Double.pi * fraction))])
        }
    }

    /// Steps 0 and 10 of 20 are the top and the middle of the half wave.
    @Test func theCosineFallsFromTheFullRateToTheLeast() {
        let course = LearningRateCourse(stage: stage(.cosine, floor: 0.02), stepsPerEpoch: 4)
        let slope = 0.04 * 0.5.squareRoot()
        expectClose([0, 5, 10, 15].map(course.rate), [0.1, 0.06 + slope, 0.06, 0.06 - slope])
        expectClose([20, 25].map(course.rate), [0.02, 0.02])
        let warm = LearningRateCourse(stage: stage(.cosine, warmup: 1), stepsPerEpoch: 4)
        expectClose([0, 1, 2, 3, 4, 12, 20].map(warm.rate), [0.025, 0.05, 0.075, 0.1, 0.1, 0.05, 0])
        // A least rate above the full one is the full one.
        let flat = LearningRateCourse(stage: stage(.cosine, floor: 1), stepsPerEpoch: 4)
        expectClose([0, 7, 19].map(flat.rate), [0.1, 0.1, 0.1])
    }

    /// Epoch by epoch the rates that Keras' callback leaves, in the course as it is and after a checkpoint.
    @Test(arguments: [0, 1, 2, 3]) func thePlateauFallsWhenKerasWouldLowerIt(_ patience: Int) throws {
        let golden = try MadeUp.golden("plateau")
        let losses = try #require(golden["loss"]).doubles()
        let rates = try #require(golden["rate.\(patience)"]).doubles()
        var stage = stage(.plateau, floor: 0.02)
        stage.plateauFactor = 0.5
        stage.plateauPatience = patience
        var course = LearningRateCourse(stage: stage, stepsPerEpoch: 3)
        var before = 0.1
        for (epoch, loss) in losses.enumerated() {
            let falls = course.endEpoch(validationLoss: loss)
            course = try JSONDecoder().decode(LearningRateCourse.self, from: JSONEncoder().encode(course))
            let rate = course.rate(step: (epoch + 1) * 3)
            #expect(abs(rate - rates[epoch]) < 1e-12, "epoch \(epoch)")
            #expect(falls == (rates[epoch] < before), "epoch \(epoch)")
            before = rates[epoch]
        }
    }

    /// The plateau counts a loss as lower only from a ten-thousandth of it on.
    @Test func aHairLowerIsNotLower() {
        var stage = stage(.plateau)
        stage.plateauPatience = 1
        var course = LearningRateCourse(stage: stage, stepsPerEpoch: 1)
        let falls = [1.0, 1 - 1.1e-4, 1 - 1.9e-4].map { course.endEpoch(validationLoss: 0.01 * $0) }
        #expect(falls == [false, false, true])
    }

    @Test func onlyThePlateauListensToTheLoss() {
        for schedule in [ScheduleName.constant, .cosine] {
            var course = LearningRateCourse(stage: stage(schedule), stepsPerEpoch: 4)
            let rate = course.rate(step: 9)
            let falls = (0..<9).map { _ in course.endEpoch(validationLoss: 1) }
            #expect(!falls.contains(true))
            #expect(course.rate(step: 9) == rate)
        }
    }
}
